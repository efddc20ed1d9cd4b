namespace Hark.Signal;

/// <summary>The orthonormal type-II cosine transform, the last step of cepstral coefficients.</summary>
public static class CosineTransform
{
    /// <summary>Rows k of C[k, n] = √(2/N)·cos(π·k·(2n + 1)/(2N)), row 0 divided by √2.</summary>
    /// <param name="coefficients">Rows, 1..bands.</param>
    /// <param name="bands">Columns N.</param>
    /// <param name="lifter">Row k is multiplied by 1 + L/2·sin(π·(k + 1)/L); 0 leaves the rows.</param>
    /// <returns>[coefficients, bands], row by row.</returns>
    public static float[] Matrix(int coefficients, int bands, double lifter = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(coefficients, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(bands, coefficients);
        ArgumentOutOfRangeException.ThrowIfNegative(lifter);
        var matrix = new float[coefficients * bands];
        for (int k = 0; k < coefficients; k++)
        {
            double scale = Math.Sqrt((k == 0 ? 1.0 : 2.0) / bands);
            if (lifter > 0)
            {
                scale *= 1 + (lifter / 2 * Math.Sin(Math.PI * (k + 1) / lifter));
            }

            for (int n = 0; n < bands; n++)
            {
                long turn = (long)k * ((2 * n) + 1) % (4L * bands);
                matrix[(k * bands) + n] = (float)(scale * Math.Cos(Math.PI * turn / (2.0 * bands)));
            }
        }

        return matrix;
    }
}
