namespace Hark.Plots;

/// <summary>
/// The colours of images: 256 steps from near-black violet over red and orange to pale yellow. Lightness rises evenly in
/// OKLab (Ottosson 2020), so equal differences of value look equal, also in grey and to colour-blind readers.
/// </summary>
internal static class ColorMap
{
    public const int Steps = 256;

    private static readonly byte[] Table = Build();

    /// <summary>[256 × 3] red, green, blue.</summary>
    public static ReadOnlySpan<byte> Palette => Table;

    /// <summary>The step for <paramref name="value"/> in low..high; what is no number counts as lowest.</summary>
    public static byte Index(float value, double low, double high)
    {
        double share = (value - low) / (high - low);
        return share > 0 ? (byte)Math.Min(Steps - 1, share * Steps) : (byte)0;
    }

    /// <summary>The colour at 0..1 of the map, as #rrggbb.</summary>
    public static string Hex(double share)
    {
        int at = 3 * (int)Math.Clamp(Math.Round(share * (Steps - 1)), 0, Steps - 1);
        return $"#{Table[at]:x2}{Table[at + 1]:x2}{Table[at + 2]:x2}";
    }

    private static byte[] Build()
    {
        var table = new byte[Steps * 3];
        for (int i = 0; i < Steps; i++)
        {
            double t = i / (Steps - 1.0);
            double lightness = 0.15 + (0.82 * t);
            double hue = (280 + (190 * t)) * Math.PI / 180;
            double chroma = 0.05 + (0.17 * Math.Sin(Math.PI * Math.Pow(t, 0.85)));
            (double red, double green, double blue) = InGamut(lightness, chroma, hue);
            table[3 * i] = Encode(red);
            table[(3 * i) + 1] = Encode(green);
            table[(3 * i) + 2] = Encode(blue);
        }

        return table;
    }

    // The most colourful tone up to this chroma that a screen can show at this lightness and hue.
    private static (double Red, double Green, double Blue) InGamut(double lightness, double chroma, double hue)
    {
        double low = 0;
        double high = chroma;
        for (int i = 0; i < 24; i++)
        {
            double middle = i == 0 ? chroma : (low + high) / 2;
            (double r, double g, double b) = ToLinear(lightness, middle * Math.Cos(hue), middle * Math.Sin(hue));
            bool fits = Math.Min(r, Math.Min(g, b)) >= 0 && Math.Max(r, Math.Max(g, b)) <= 1;
            (low, high) = fits ? (middle, high) : (low, middle);
        }

        return ToLinear(lightness, low * Math.Cos(hue), low * Math.Sin(hue));
    }

    private static (double Red, double Green, double Blue) ToLinear(double lightness, double a, double b)
    {
        double l = Math.Pow(lightness + (0.3963377774 * a) + (0.2158037573 * b), 3);
        double m = Math.Pow(lightness - (0.1055613458 * a) - (0.0638541728 * b), 3);
        double s = Math.Pow(lightness - (0.0894841775 * a) - (1.2914855480 * b), 3);
        return (
            (4.0767416621 * l) - (3.3077115913 * m) + (0.2309699292 * s),
            (-1.2684380046 * l) + (2.6097574011 * m) - (0.3413193965 * s),
            (-0.0041960863 * l) - (0.7034186147 * m) + (1.7076147010 * s));
    }

    // The transfer curve of sRGB.
    private static byte Encode(double linear)
    {
        double value = Math.Clamp(linear, 0, 1);
        value = value <= 0.0031308 ? value * 12.92 : (1.055 * Math.Pow(value, 1 / 2.4)) - 0.055;
        return (byte)Math.Round(value * 255);
    }
}
