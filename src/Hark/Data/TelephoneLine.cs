using Hark.Audio;

namespace Hark.Data;

/// <summary>Sends training clips through a telephone: the band of 300 to 3400 Hz, coded as µ-law (ITU-T G.711).</summary>
internal static class TelephoneLine
{
    private const double LowHz = 300;
    private const double HighHz = 3400;

    /// <summary>Sends the clips that <paramref name="chance"/> picks through the line.</summary>
    public static ClipPipeline HearByTelephone(this ClipPipeline clips, Chance chance)
    {
        int sampleRate = clips.Source.SampleRate;
        return chance.Probability == 0
            ? clips
            : clips.Map(clips.ExampleLength, (key, input, output) =>
            {
                input.CopyTo(output);
                if (chance.Picks(key))
                {
                    Send(output, sampleRate);
                }
            });
    }

    /// <summary>Butterworth filters of second order below and fourth above; what a low rate has not, is not filtered.</summary>
    public static void Send(Span<float> samples, int sampleRate)
    {
        Biquad.HighPass(LowHz, sampleRate, Math.Sqrt(0.5)).Apply(samples);
        if (HighHz < 0.49 * sampleRate)
        {
            // The quality factors of the two pole pairs: 1 / (2 cos(π/8)), 1 / (2 cos(3π/8)).
            Biquad.LowPass(HighHz, sampleRate, 0.541196).Apply(samples);
            Biquad.LowPass(HighHz, sampleRate, 1.306563).Apply(samples);
        }

        foreach (ref float sample in samples)
        {
            sample = G711.DecodeMuLaw(G711.EncodeMuLaw(PcmCodec.ToInt16(sample))) * (1f / 32768);
        }
    }

    /// <summary>y[t] = b0 x[t] + b1 x[t−1] + b2 x[t−2] − a1 y[t−1] − a2 y[t−2] (the formulas of Bristow-Johnson's Audio EQ Cookbook).</summary>
    private readonly record struct Biquad(double B0, double B1, double B2, double A1, double A2)
    {
        public static Biquad HighPass(double hz, int sampleRate, double quality)
        {
            (double cosine, double alpha) = Angle(hz, sampleRate, quality);
            double b = (1 + cosine) / 2 / (1 + alpha);
            return new Biquad(b, -2 * b, b, -2 * cosine / (1 + alpha), (1 - alpha) / (1 + alpha));
        }

        public static Biquad LowPass(double hz, int sampleRate, double quality)
        {
            (double cosine, double alpha) = Angle(hz, sampleRate, quality);
            double b = (1 - cosine) / 2 / (1 + alpha);
            return new Biquad(b, 2 * b, b, -2 * cosine / (1 + alpha), (1 - alpha) / (1 + alpha));
        }

        public void Apply(Span<float> samples)
        {
            double x1 = 0, x2 = 0, y1 = 0, y2 = 0;
            foreach (ref float sample in samples)
            {
                double y = (B0 * sample) + (B1 * x1) + (B2 * x2) - (A1 * y1) - (A2 * y2);
                (x2, x1, y2, y1) = (x1, sample, y1, y);
                sample = (float)y;
            }
        }

        private static (double Cosine, double Alpha) Angle(double hz, int sampleRate, double quality)
        {
            double angle = 2 * Math.PI * hz / sampleRate;
            return (Math.Cos(angle), Math.Sin(angle) / (2 * quality));
        }
    }
}
