using System.Globalization;

namespace Hark.Plots;

/// <summary>Round numbers for axes: multiples of 1, 2 or 5 times a power of ten.</summary>
internal static class Ticks
{
    /// <summary>The smallest round step that puts at most <paramref name="most"/> marks (4 or more) over <paramref name="range"/> (&gt; 0).</summary>
    public static double Step(double range, int most)
    {
        double rough = range / Math.Max(1, most - 1);
        double power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double fraction = rough / power;
        double round = fraction <= 1 + 1e-9 ? 1 : fraction <= 2 + 1e-9 ? 2 : fraction <= 5 + 1e-9 ? 5 : 10;
        return round * power;
    }

    /// <summary>The marks inside minimum..maximum, their texts with just the decimals that the step needs.</summary>
    public static IReadOnlyList<Tick> Between(double minimum, double maximum, int most, bool wholeNumbers = false, double step = 0)
    {
        step = step > 0 ? step : Step(maximum - minimum, most);
        if (wholeNumbers)
        {
            step = Math.Max(1, step);
        }

        double slack = 1e-9 * Math.Max(maximum - minimum, step);
        var ticks = new List<Tick>();
        for (double index = Math.Ceiling((minimum - slack) / step); index * step <= maximum + slack && ticks.Count < 100; index++)
        {
            ticks.Add(new Tick(index * step, Text(index * step, step)));
        }

        return ticks;
    }

    /// <summary>The value with the decimals of its step; with a power of ten where plain digits would be long.</summary>
    public static string Text(double value, double step)
    {
        double rounded = Math.Round(value / step) * step;
        if (rounded == 0)
        {
            return "0";
        }

        int decimals = (int)Math.Max(0, Math.Ceiling(-Math.Log10(step) - 1e-9));
        bool plain = decimals <= 5 && Math.Abs(rounded) < 1e7;
        string text = rounded.ToString(plain ? $"F{decimals}" : "0.###E0", CultureInfo.InvariantCulture);
        return text.Replace('-', '−');
    }
}
