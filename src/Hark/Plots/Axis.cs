namespace Hark.Plots;

/// <summary>A marked place on an axis.</summary>
internal readonly record struct Tick(double Value, string Text);

/// <summary>A linear axis: the range it shows, what it measures, its marks.</summary>
internal sealed record Axis(double Minimum, double Maximum, string Label, IReadOnlyList<Tick> Ticks)
{
    /// <summary>An axis over the exact range, marked at round numbers inside it.</summary>
    public static Axis Over(double minimum, double maximum, string label, int mostTicks = 7, bool wholeNumbers = false)
    {
        (minimum, maximum) = Sound(minimum, maximum);
        return new(minimum, maximum, label, Plots.Ticks.Between(minimum, maximum, mostTicks, wholeNumbers));
    }

    /// <summary>An axis widened to the round numbers around the range.</summary>
    public static Axis Around(double minimum, double maximum, string label, int mostTicks = 7)
    {
        (minimum, maximum) = Sound(minimum, maximum);
        double step = Plots.Ticks.Step(maximum - minimum, mostTicks);
        double low = Math.Floor((minimum / step) + 1e-9) * step;
        double high = Math.Ceiling((maximum / step) - 1e-9) * step;
        return new(low, high, label, Plots.Ticks.Between(low, high, mostTicks + 2, wholeNumbers: false, step));
    }

    /// <summary>An axis of logarithms: its values are log10 of what its marks name, which are the powers of ten and where they are few, twice and five times them.</summary>
    public static Axis Logarithmic(double minimum, double maximum, string label)
    {
        (minimum, maximum) = Sound(minimum, maximum);
        int low = (int)Math.Floor(minimum), high = (int)Math.Ceiling(maximum);
        double[] steps = high - low <= 3 ? [1, 2, 5] : [1];
        var ticks = new List<Tick>();
        for (int power = low; power <= high; power++)
        {
            foreach (double step in steps)
            {
                double value = Math.Log10(step) + power;
                if (value >= minimum - 1e-9 && value <= maximum + 1e-9)
                {
                    ticks.Add(new Tick(value, (step * Math.Pow(10, power)).ToString(power is >= -4 and <= 6 ? "0.####" : "0E0", System.Globalization.CultureInfo.InvariantCulture)));
                }
            }
        }

        return new(minimum, maximum, label, ticks);
    }

    /// <summary>Seconds, or milliseconds where the range is short.</summary>
    public static (Axis Axis, double Scale) Time(double fromSeconds, double toSeconds, int mostTicks = 9)
    {
        double scale = toSeconds - fromSeconds < 0.1 ? 1000 : 1;
        return (Over(fromSeconds * scale, toSeconds * scale, scale == 1 ? "time (s)" : "time (ms)", mostTicks), scale);
    }

    /// <summary>The pixel of <paramref name="value"/> where the axis runs from <paramref name="start"/> to <paramref name="end"/>.</summary>
    public double Place(double value, double start, double end)
        => start + ((value - Minimum) / (Maximum - Minimum) * (end - start));

    // Not a number, infinite or empty ranges still get an axis: the picture shows that there is nothing to show.
    private static (double, double) Sound(double minimum, double maximum)
    {
        if (!double.IsFinite(minimum) || !double.IsFinite(maximum))
        {
            return (0, 1);
        }

        if (maximum > minimum)
        {
            return (minimum, maximum);
        }

        double half = minimum == 0 ? 1 : Math.Abs(minimum) * 0.1;
        return (minimum - half, minimum + half);
    }
}
