using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Hark.Signal;

namespace Hark.Data;

/// <summary>Plays clips at another speed. Holds scratch memory: one thread at a time uses it.</summary>
/// <remarks>
/// result[t] = sample at (t − middle) · speed + middle, between samples on the cubic through the four around it (Catmull and Rom 1974), zero outside.
/// It bends the treble above some 5 kHz of 16 and folds what a higher speed lifts past half the rate: small beside what else a recipe does.
/// </remarks>
internal sealed unsafe class TapePlayer
{
    private const int Lanes = 16;

    // So fast, sixteen results and the cubics' ends lie within two vectors of samples.
    private const float FastestInVectors = 1.8f;

    private readonly LaneBuffer _padded;
    private readonly int _margin;
    private readonly int _samples;
    private readonly float _fastest;

    /// <param name="samples">Length of the clips.</param>
    /// <param name="fastest">The highest speed, at least 1.</param>
    public TapePlayer(int samples, float fastest)
    {
        // Silence before and after the clip, so that no result needs to look where the clip ends.
        _samples = samples;
        _fastest = fastest;
        _margin = (int)Math.Ceiling((fastest - 1) * samples / 2) + (2 * Lanes);
        _padded = new LaneBuffer(samples + (2 * _margin));
    }

    /// <summary>Overwrites <paramref name="samples"/> with the clip at <paramref name="speed"/>, above 0.</summary>
    public void Play(Span<float> samples, float speed)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(samples.Length, _samples);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(speed, _fastest);
        samples.CopyTo(_padded.Span[_margin..]);
        float* padded = _padded.Pointer;
        fixed (float* to = samples)
        {
            int done = Avx512F.IsSupported && speed <= FastestInVectors ? PlayVectors(padded, speed, to) : 0;
            PlayPlain(padded, speed, to, done);
        }

        GC.KeepAlive(this);
    }

    /// <summary>The plain form, which judges the other.</summary>
    internal void PlayPlain(float* padded, double speed, float* to, int first)
    {
        for (int t = first; t < _samples; t++)
        {
            (int at, float share) = Place(t, speed);
            float* around = padded + at - 1;
            float before = around[0], from = around[1], next = around[2], after = around[3];
            to[t] = from + (0.5f * share * (next - before + (share * ((2 * before) - (5 * from) + (4 * next) - after + (share * ((3 * (from - next)) + after - before))))));
        }
    }

    /// <summary>Sixteen results at a time: their samples are picked out of the two vectors they lie in. Returns how many were made.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int PlayVectors(float* padded, double speed, float* to)
    {
        Vector512<float> steps = Vector512.ConvertToSingle(Vector512<int>.Indices) * (float)speed;
        Vector512<int> one = Vector512<int>.One;
        int t = 0;
        for (; t <= _samples - Lanes; t += Lanes)
        {
            (int first, float offset) = Place(t, speed);
            Vector512<float> low = Vector512.Load(padded + first - 1), high = Vector512.Load(padded + first - 1 + Lanes);
            Vector512<float> places = steps + Vector512.Create(offset);
            Vector512<int> at = Vector512.ConvertToInt32Native(places);
            Vector512<float> share = places - Vector512.ConvertToSingle(at);
            Vector512<float> before = Avx512F.PermuteVar16x32x2(low, at, high);
            at += one;
            Vector512<float> from = Avx512F.PermuteVar16x32x2(low, at, high);
            at += one;
            Vector512<float> next = Avx512F.PermuteVar16x32x2(low, at, high);
            at += one;
            Vector512<float> after = Avx512F.PermuteVar16x32x2(low, at, high);

            // As in the plain form, by Horner's rule.
            Vector512<float> third = Vector512.MultiplyAddEstimate(from - next, Vector512.Create(3f), after - before);
            Vector512<float> second = Vector512.MultiplyAddEstimate(from, Vector512.Create(-5f), Vector512.MultiplyAddEstimate(next, Vector512.Create(4f), before + before - after));
            Vector512<float> slope = Vector512.MultiplyAddEstimate(Vector512.MultiplyAddEstimate(third, share, second), share, next - before);
            Vector512.MultiplyAddEstimate(slope, share * 0.5f, from).Store(to + t);
        }

        return t;
    }

    /// <summary>The padded sample before result <paramref name="t"/>'s place, and how far behind it the place is.</summary>
    private (int At, float Share) Place(int t, double speed)
    {
        // Within the margins: above zero, to cut the fraction off is to round down.
        double middle = (_samples - 1) / 2.0;
        double place = ((t - middle) * speed) + middle + _margin;
        int at = (int)place;
        return (at, (float)(place - at));
    }
}
