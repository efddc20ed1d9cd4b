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

    /// <summary>Butterworth filters of second order below and fourth above, which a rate that has no such treble goes without.</summary>
    public static void Send(Span<float> samples, int sampleRate)
    {
        // The quality factors of the two pole pairs above: 1 / (2 cos(π/8)), 1 / (2 cos(3π/8)).
        bool cutsTreble = HighHz < 0.49 * sampleRate;
        Biquad bass = Biquad.HighPass(LowHz, sampleRate, Math.Sqrt(0.5));
        Biquad treble = cutsTreble ? Biquad.LowPass(HighHz, sampleRate, 0.541196) : Biquad.Through;
        Biquad trebleToo = cutsTreble ? Biquad.LowPass(HighHz, sampleRate, 1.306563) : Biquad.Through;
        foreach (ref float sample in samples)
        {
            // One loop, so that the three filters of neighbouring samples overlap in the processor.
            double heard = trebleToo.Next(treble.Next(bass.Next(sample)));
            sample = G711.DecodeMuLaw(G711.EncodeMuLaw(PcmCodec.ToInt16((float)heard))) * (1f / 32768);
        }
    }

    /// <summary>y[t] = b0 x[t] + b1 x[t−1] + b2 x[t−2] − a1 y[t−1] − a2 y[t−2] (the formulas of Bristow-Johnson's Audio EQ Cookbook).</summary>
    private struct Biquad(double b0, double b1, double b2, double a1, double a2)
    {
        private double _x1, _x2, _y1, _y2;

        /// <summary>Changes nothing.</summary>
        public static Biquad Through => new(1, 0, 0, 0, 0);

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

        public double Next(double x)
        {
            double y = (b0 * x) + (b1 * _x1) + (b2 * _x2) - (a1 * _y1) - (a2 * _y2);
            (_x2, _x1, _y2, _y1) = (_x1, x, _y1, y);
            return y;
        }

        private static (double Cosine, double Alpha) Angle(double hz, int sampleRate, double quality)
        {
            double angle = 2 * Math.PI * hz / sampleRate;
            return (Math.Cos(angle), Math.Sin(angle) / (2 * quality));
        }
    }
}
