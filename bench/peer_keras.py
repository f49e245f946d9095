"""A GAN in Keras on TensorFlow, with its whole step in one tf.function: our peer in speed and in quality."""
import tensorflow as tf
from tensorflow import keras

L = keras.layers
MADE = {'dense': lambda n: L.Dense(n), 'reshape': lambda *s: L.Reshape(s), 'norm': lambda: L.BatchNormalization(), 'drop': lambda r: L.Dropout(r),
        'up': lambda n: L.Conv2DTranspose(n, 5, 2, 'same'), 'down': lambda n: L.Conv2D(n, 5, 2, 'same'), 'leaky': lambda s: L.LeakyReLU(s),
        'flatten': lambda: L.Flatten(), 'relu': lambda: L.ReLU(), 'selu': lambda: L.Activation('selu'), 'tanh': lambda: L.Activation('tanh')}


def keras_gan(w):
    """
    w: one of peer_works.WORKS.
    Returns G, D, their optimisers and step: pictures float32 [batch, height, width, channels] in [-1, 1] -> D's loss and G's (scalars), and
    what D said, before its update, of the real and of the made pictures (logits [batch, 1] each).
    """
    B, label, separate = w['batch'], w.get('label', 1.), w.get('separate', False)
    # Batch norm ties a batch together: only without it may D see both halves at once.
    joined = not any(l[0] == 'norm' for l in w['d'])
    G = keras.Sequential([keras.Input((100,)), *[MADE[l[0]](*l[1:]) for l in w['g']]])
    D = keras.Sequential([keras.Input(w['image']), *[MADE[l[0]](*l[1:]) for l in w['d']]])
    bce = keras.losses.BinaryCrossentropy(from_logits=True)
    og, od = (keras.optimizers.Adam(w['lr'], w['beta1']) for _ in range(2))
    og.build(G.trainable_variables); od.build(D.trainable_variables)
    ones, zeros, labels = tf.ones([B, 1]), tf.zeros([B, 1]), tf.fill([B, 1], label)

    def update(model, optimizer, loss):
        """loss: -> a scalar and what it was worked out from; both come back."""
        with tf.GradientTape() as tape: value, seen = loss()
        optimizer.apply_gradients(zip(tape.gradient(value, model.trainable_variables), model.trainable_variables))
        return value, seen

    def judged(target, pictures):
        logits = D(pictures, training=True)
        return bce(target, logits), logits

    def both(real, fake):
        if joined: a, b = tf.split(D(tf.concat([real, fake], 0), training=True), 2)
        else: a, b = D(real, training=True), D(fake, training=True)
        return .5 * (bce(labels, a) + bce(zeros, b)), (a, b)

    @tf.function
    def step(real):
        fake = G(tf.random.normal([B, 100]), training=True)
        if separate:
            of_real, a = update(D, od, lambda: judged(labels, real))
            of_fake, b = update(D, od, lambda: judged(zeros, fake))
            d = .5 * (of_real + of_fake)
        else:
            d, (a, b) = update(D, od, lambda: both(real, fake))
        g, _ = update(G, og, lambda: judged(ones, G(tf.random.normal([B, 100]), training=True)))
        return d, g, a, b
    return G, D, (og, od), step
