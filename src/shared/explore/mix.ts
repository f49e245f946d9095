/** Latents between two others: pure, for the window and exported pages alike. */
type Latent = readonly number[]

/**
 * On the great circle from `a` (t = 0) to `b` (t = 1), as White 2016 (arXiv:1609.04468) recommends for Gaussian
 * latents; a straight line where there is no angle to speak of. The lengths are mixed along with the directions.
 */
export function mix(a: Latent, b: Latent, t: number): number[] {
  const normA = norm(a)
  const normB = norm(b)
  let cosine = 0
  for (let i = 0; i < a.length; i++) cosine += ((a[i] ?? 0) / (normA || 1)) * ((b[i] ?? 0) / (normB || 1))
  const angle = Math.acos(Math.min(1, Math.max(-1, cosine)))
  const straight = normA === 0 || normB === 0 || Math.sin(angle) < 1e-4
  const weightA = straight ? 1 - t : Math.sin((1 - t) * angle) / Math.sin(angle)
  const weightB = straight ? t : Math.sin(t * angle) / Math.sin(angle)
  return a.map((value, i) => weightA * value + weightB * (b[i] ?? 0))
}

function norm(latent: Latent): number {
  let sum = 0
  for (const value of latent) sum += value * value
  return Math.sqrt(sum)
}
