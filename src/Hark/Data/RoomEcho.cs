using Hark.Signal;
using System.Numerics;

namespace Hark.Data;

/// <summary>
/// Lets training clips be heard across a room. Each of a run's rooms is a direct sound, a few early reflections of walls, and a tail of noise
/// that falls by 60 dB in 0.15 to 0.6 s (Moorer 1979); the whole has the power of the direct sound alone.
/// </summary>
internal sealed class RoomEcho
{
    private const long Stream = 0x526F6F6D;
    private const long Making = 0x57616C6C73;
    private const int Rooms = 32;
    private const int EarlyReflections = 6;
    private const double LongestSeconds = 0.4;

    private readonly long _seed;
    private readonly int _points;
    private readonly Lazy<Complex[][]> _spectra;

    public RoomEcho(int sampleRate, int clipSamples, long seed)
    {
        _seed = seed;
        _points = FastLength(clipSamples + (int)(LongestSeconds * sampleRate));
        _spectra = new Lazy<Complex[][]>(() => [.. Enumerable.Range(0, Rooms).Select(room => Spectrum(Response(sampleRate, seed, room)))]);
    }

    /// <summary>Puts the clips that <paramref name="chance"/> picks into one of the rooms each, and cuts off at ±1.</summary>
    public static ClipPipeline Across(ClipPipeline clips, long seed, Chance chance)
    {
        if (chance.Probability == 0)
        {
            return clips;
        }

        var echo = new RoomEcho(clips.Source.SampleRate, clips.ExampleLength, seed);
        return clips.MapPerThread(clips.ExampleLength, () => echo.Map(chance));
    }

    /// <summary>What a clap in the room is heard as; its energy is 1.</summary>
    public static float[] Response(int sampleRate, long seed, int room)
    {
        var random = new SeededRandom(seed, Making, room);
        double fall = Math.Log(1000) / random.NextSingle(0.15f, 0.6f);
        double tailOverDirect = Math.Pow(10, -random.NextSingle(0, 12) / 20);
        var tail = new double[(int)(LongestSeconds * sampleRate)];
        double energy = 0;
        for (int t = sampleRate / 100; t < tail.Length; t++)
        {
            tail[t] = random.NextGaussian() * Math.Exp(-fall * t / sampleRate);
            energy += tail[t] * tail[t];
        }

        var response = Array.ConvertAll(tail, value => value * tailOverDirect / Math.Sqrt(energy));
        response[0] = 1;
        for (int i = 0; i < EarlyReflections; i++)
        {
            double seconds = random.NextSingle(0.001f, 0.04f);
            double sign = random.NextInt32(2) == 0 ? 1 : -1;
            response[(int)(seconds * sampleRate)] += sign * random.NextSingle(0.1f, 0.5f) * Math.Exp(-fall * seconds);
        }

        double scale = 1 / Math.Sqrt(response.Sum(value => value * value));
        return Array.ConvertAll(response, value => (float)(value * scale));
    }

    private KeyedExampleMap Map(Chance chance)
    {
        var fft = new Fft(_points);
        var wave = new double[_points];
        var spectrum = new Complex[fft.RealBins];
        return (key, input, output) =>
        {
            if (!chance.Picks(key))
            {
                input.CopyTo(output);
                return;
            }

            var random = new SeededRandom(_seed, Stream, key.Epoch, key.Index);
            Complex[] room = _spectra.Value[random.NextInt32(Rooms)];
            Fill(input, wave);
            fft.RealForward(wave, spectrum);
            for (int k = 0; k < spectrum.Length; k++)
            {
                spectrum[k] *= room[k];
            }

            fft.RealInverse(spectrum, wave);
            for (int t = 0; t < output.Length; t++)
            {
                output[t] = Math.Clamp((float)wave[t], -1, 1);
            }
        };
    }

    private Complex[] Spectrum(float[] response)
    {
        var fft = new Fft(_points);
        var wave = new double[_points];
        var spectrum = new Complex[fft.RealBins];
        Fill(response, wave);
        fft.RealForward(wave, spectrum);
        return spectrum;
    }

    private static void Fill(ReadOnlySpan<float> from, Span<double> to)
    {
        for (int t = 0; t < from.Length; t++)
        {
            to[t] = from[t];
        }

        to[from.Length..].Clear();
    }

    /// <summary>The least even length of that many points whose only prime factors are 2, 3 and 5.</summary>
    private static int FastLength(int atLeast)
    {
        for (int length = atLeast + (atLeast % 2); ; length += 2)
        {
            int rest = length;
            foreach (int prime in (ReadOnlySpan<int>)[2, 3, 5])
            {
                while (rest % prime == 0)
                {
                    rest /= prime;
                }
            }

            if (rest == 1)
            {
                return length;
            }
        }
    }
}
