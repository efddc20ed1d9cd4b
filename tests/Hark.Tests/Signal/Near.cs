namespace Hark.Tests.Signal;

/// <summary>Comparisons of arrays that name the worst place.</summary>
internal static class Near
{
    /// <summary>|actual − expected| ≤ tolerance · largest |expected|.</summary>
    public static void Largest(ReadOnlySpan<double> expected, ReadOnlySpan<float> actual, double tolerance)
    {
        double largest = 0;
        foreach (double value in expected)
        {
            largest = Math.Max(largest, Math.Abs(value));
        }

        Absolute(expected, actual, tolerance * largest);
    }

    /// <summary>|actual − expected| ≤ tolerance · |expected|.</summary>
    public static void Relative(ReadOnlySpan<double> expected, ReadOnlySpan<float> actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(Math.Abs(actual[i] - expected[i]) <= tolerance * Math.Abs(expected[i]), $"[{i}]: expected {expected[i]:R}, found {actual[i]:R}");
        }
    }

    /// <summary>|actual − expected| ≤ tolerance.</summary>
    public static void Absolute(ReadOnlySpan<double> expected, ReadOnlySpan<float> actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        double worst = 0;
        int place = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            double error = Math.Abs(actual[i] - expected[i]);
            if (!(error <= worst))
            {
                worst = error;
                place = i;
            }
        }

        Assert.True(worst <= tolerance, $"[{place}]: expected {expected[place]:R}, found {actual[place]:R}: error {worst:G3} above {tolerance:G3}");
    }
}
