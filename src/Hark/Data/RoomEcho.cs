using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Hark.Signal;

namespace Hark.Data;

/// <summary>
/// Lets training clips be heard across a room. Each of a run's rooms is a direct sound, a few early reflections of walls, and a tail of noise
/// that falls by 60 dB in 0.15 to 0.6 s (Moorer 1979); the whole has the power of the direct sound alone.
/// </summary>
/// <remarks>
/// The tail is velvet noise: single samples of either sign at random places (Järveläinen and Karjalainen 2007). It sounds as dense noise does, and
/// costs one multiplication a pulse where dense noise takes a Fourier transform.
/// </remarks>
internal static class RoomEcho
{
    private const long Stream = 0x526F6F6D;
    private const long Making = 0x57616C6C73;
    private const int Rooms = 32;
    private const int EarlyReflections = 6;
    private const int TailPulses = 250;

    /// <summary>The tail is followed down to −36 dB.</summary>
    private const double TailShare = 0.6;

    /// <summary>Puts the clips that <paramref name="chance"/> picks into one of the rooms each, and cuts off at ±1.</summary>
    public static ClipPipeline HearAcrossRoom(this ClipPipeline clips, long seed, Chance chance)
    {
        if (chance.Probability == 0)
        {
            return clips;
        }

        int sampleRate = clips.Source.SampleRate;
        var rooms = new Lazy<Pulse[][]>(() => [.. Enumerable.Range(0, Rooms).Select(room => Response(sampleRate, seed, room))]);
        return clips.ChangePerThread(() => Change(rooms, seed, chance));
    }

    /// <summary>What a clap in the room is heard as: pulses in the order of their delays, their energy 1.</summary>
    public static Pulse[] Response(int sampleRate, long seed, int room)
    {
        var random = new SeededRandom(seed, Making, room);
        double fallSeconds = random.NextSingle(0.15f, 0.6f);
        double tailOverDirect = Math.Pow(10, -random.NextSingle(0, 12) / 20);
        var tail = new (double Seconds, double Gain)[TailPulses];
        foreach (ref (double Seconds, double Gain) pulse in tail.AsSpan())
        {
            double seconds = 0.01 + (random.NextDouble() * TailShare * fallSeconds);
            pulse = (seconds, Sign(ref random) * Fall(seconds));
        }

        double tailScale = tailOverDirect / Math.Sqrt(tail.Sum(pulse => pulse.Gain * pulse.Gain));
        var response = new List<(double Seconds, double Gain)> { (0, 1) };
        response.AddRange(tail.Select(pulse => (pulse.Seconds, pulse.Gain * tailScale)));
        for (int i = 0; i < EarlyReflections; i++)
        {
            double seconds = random.NextSingle(0.001f, 0.04f);
            response.Add((seconds, Sign(ref random) * random.NextSingle(0.1f, 0.5f) * Fall(seconds)));
        }

        double scale = 1 / Math.Sqrt(response.Sum(pulse => pulse.Gain * pulse.Gain));
        return [.. response.OrderBy(pulse => pulse.Seconds).Select(pulse => new Pulse((int)(pulse.Seconds * sampleRate), (float)(pulse.Gain * scale)))];

        double Fall(double seconds) => Math.Exp(-Math.Log(1000) * seconds / fallSeconds);
    }

    private static int Sign(ref SeededRandom random) => random.NextInt32(2) == 0 ? 1 : -1;

    private static ExampleChange Change(Lazy<Pulse[][]> rooms, long seed, Chance chance)
    {
        // The clip after the silence that the longest delay reaches back into, so that no sum needs to look where the clip begins.
        float[] padded = [];
        return (key, samples) =>
        {
            if (!chance.Picks(key))
            {
                return;
            }

            if (padded.Length == 0)
            {
                padded = new float[rooms.Value.Max(room => room[^1].Delay) + samples.Length];
            }

            int silence = padded.Length - samples.Length;
            var random = new SeededRandom(seed, Stream, key.Epoch, key.Index);
            samples.CopyTo(padded.AsSpan(silence));
            Sum(padded, silence, rooms.Value[random.NextInt32(Rooms)], samples);
            NoiseMixing.CutOff(samples);
        };
    }

    private static void Sum(ReadOnlySpan<float> padded, int silence, Pulse[] room, Span<float> output)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Sum<FloatLanes16, Vector512<float>>(padded, silence, room, output);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Sum<FloatLanes8, Vector256<float>>(padded, silence, room, output);
        }
        else
        {
            Sum<FloatLanes4, Vector128<float>>(padded, silence, room, output);
        }
    }

    /// <summary>output[t] = Σ gain · padded[silence + t − delay], eight vectors of t at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void Sum<TLanes, TVector>(ReadOnlySpan<float> padded, int silence, Pulse[] room, Span<float> output)
        where TLanes : struct, ILanes<TVector, float>
        where TVector : struct
    {
        int lanes = TLanes.Count, width = 8 * lanes;
        int t = 0;
        fixed (float* from = padded, to = output)
        {
            for (; t <= output.Length - width; t += width)
            {
                TVector s0 = TLanes.Broadcast(0), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0;
                foreach (Pulse pulse in room)
                {
                    float* at = from + silence + t - pulse.Delay;
                    TVector gain = TLanes.Broadcast(pulse.Gain);
                    s0 = TLanes.MultiplyAdd(gain, TLanes.Load(at), s0);
                    s1 = TLanes.MultiplyAdd(gain, TLanes.Load(at + lanes), s1);
                    s2 = TLanes.MultiplyAdd(gain, TLanes.Load(at + (2 * lanes)), s2);
                    s3 = TLanes.MultiplyAdd(gain, TLanes.Load(at + (3 * lanes)), s3);
                    s4 = TLanes.MultiplyAdd(gain, TLanes.Load(at + (4 * lanes)), s4);
                    s5 = TLanes.MultiplyAdd(gain, TLanes.Load(at + (5 * lanes)), s5);
                    s6 = TLanes.MultiplyAdd(gain, TLanes.Load(at + (6 * lanes)), s6);
                    s7 = TLanes.MultiplyAdd(gain, TLanes.Load(at + (7 * lanes)), s7);
                }

                float* sums = to + t;
                TLanes.Store(s0, sums);
                TLanes.Store(s1, sums + lanes);
                TLanes.Store(s2, sums + (2 * lanes));
                TLanes.Store(s3, sums + (3 * lanes));
                TLanes.Store(s4, sums + (4 * lanes));
                TLanes.Store(s5, sums + (5 * lanes));
                TLanes.Store(s6, sums + (6 * lanes));
                TLanes.Store(s7, sums + (7 * lanes));
            }
        }

        for (; t < output.Length; t++)
        {
            float sum = 0;
            foreach (Pulse pulse in room)
            {
                sum += padded[silence + t - pulse.Delay] * pulse.Gain;
            }

            output[t] = sum;
        }
    }

    /// <summary>The sound again, later and weaker.</summary>
    /// <param name="Delay">Samples.</param>
    /// <param name="Gain">Negative where a wall turns it over.</param>
    internal readonly record struct Pulse(int Delay, float Gain);
}
