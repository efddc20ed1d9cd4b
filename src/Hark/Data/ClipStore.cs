using System.Numerics;

namespace Hark.Data;

/// <summary>
/// The recordings of a folder at one rate and length. Each is decoded when first asked for and then kept, until a budget of memory is
/// spent; the rest is decoded each time. Values on the 16-bit grid are kept as 16 bits, without loss.
/// </summary>
internal sealed class ClipStore
{
    private const float Grid = 32768f;
    private readonly IReadOnlyList<ClipFile> _files;
    private readonly int _sampleRate;
    private readonly int _clipSamples;
    private readonly Array?[] _kept;
    private long _budgetBytes;

    /// <param name="files">The recordings.</param>
    /// <param name="sampleRate">Hz to deliver.</param>
    /// <param name="clipSamples">Samples to deliver.</param>
    /// <param name="budgetBytes">Memory to keep clips in; null takes a quarter of what this process may use.</param>
    public ClipStore(IReadOnlyList<ClipFile> files, int sampleRate, int clipSamples, long? budgetBytes = null)
    {
        _files = files;
        _sampleRate = sampleRate;
        _clipSamples = clipSamples;
        _kept = new Array?[files.Count];
        _budgetBytes = budgetBytes ?? (GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4);
    }

    public IReadOnlyList<ClipFile> Files => _files;

    /// <summary>Memory that may still be filled.</summary>
    public long BudgetBytes => Volatile.Read(ref _budgetBytes);

    /// <summary>Fills <paramref name="samples"/> with clip <paramref name="file"/>; thread-safe.</summary>
    public void Read(int file, Span<float> samples)
    {
        switch (Volatile.Read(ref _kept[file]))
        {
            case short[] compact:
                Expand(compact, samples);
                return;
            case float[] whole:
                whole.CopyTo(samples);
                return;
        }

        _files[file].Read(_sampleRate, samples);
        if (BudgetBytes > 0)
        {
            Keep(file, samples);
        }
    }

    /// <summary>Decodes the clips on all processors until all or the budget's worth are kept.</summary>
    /// <exception cref="HarkException">A file cannot be read; the first by name where several cannot.</exception>
    public void Preload() => ParallelWork.For(_files.Count, () => new float[_clipSamples], (file, samples) =>
    {
        if (BudgetBytes > 0 && Volatile.Read(ref _kept[file]) is null)
        {
            Read(file, samples);
        }
    });

    private void Keep(int file, ReadOnlySpan<float> samples)
    {
        Array clip = Compact(samples) ?? (Array)samples.ToArray();
        if (Interlocked.CompareExchange(ref _kept[file], clip, null) is null)
        {
            Interlocked.Add(ref _budgetBytes, -(long)Buffer.ByteLength(clip));
        }
    }

    /// <summary>The samples as 16-bit integers, or null if that would lose something; trailing zeros are left out.</summary>
    private static short[]? Compact(ReadOnlySpan<float> samples)
    {
        ReadOnlySpan<float> sounding = samples.TrimEnd(0f);
        var compact = new short[sounding.Length];
        for (int i = 0; i < sounding.Length; i++)
        {
            // A saturating cast: what is outside the range fails the comparison, as NaN and −0 do.
            float scaled = sounding[i] * Grid;
            short value = (short)Math.Clamp((int)scaled, short.MinValue, short.MaxValue);
            if (BitConverter.SingleToInt32Bits(value) != BitConverter.SingleToInt32Bits(scaled))
            {
                return null;
            }

            compact[i] = value;
        }

        return compact;
    }

    private static void Expand(ReadOnlySpan<short> compact, Span<float> samples)
    {
        int i = 0;
        for (; i <= compact.Length - Vector<short>.Count; i += Vector<short>.Count)
        {
            Vector.Widen(new Vector<short>(compact[i..]), out Vector<int> low, out Vector<int> high);
            (Vector.ConvertToSingle(low) * (1f / Grid)).CopyTo(samples[i..]);
            (Vector.ConvertToSingle(high) * (1f / Grid)).CopyTo(samples[(i + Vector<int>.Count)..]);
        }

        for (; i < compact.Length; i++)
        {
            samples[i] = compact[i] * (1f / Grid);
        }

        samples[compact.Length..].Clear();
    }
}
