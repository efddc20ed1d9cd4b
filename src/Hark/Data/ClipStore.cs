using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;

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
    private readonly object?[] _kept;
    private readonly SampleShelf _shelf;
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
        _kept = new object?[files.Count];
        _shelf = new SampleShelf((long)files.Count * clipSamples);
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
            case SampleShelf.Place compact:
                Expand(compact.Samples, samples);
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
        short[] scratch = ArrayPool<short>.Shared.Rent(samples.Length);
        int length = Compact(samples, scratch);
        object clip = length >= 0 ? _shelf.Put(scratch.AsSpan(0, length)) : samples.ToArray();
        ArrayPool<short>.Shared.Return(scratch);
        if (Interlocked.CompareExchange(ref _kept[file], clip, null) is null)
        {
            Interlocked.Add(ref _budgetBytes, -(length >= 0 ? sizeof(short) * (long)length : sizeof(float) * (long)samples.Length));
        }
    }

    /// <summary>Writes the samples as 16-bit integers and tells how many, trailing zeros left out; −1 if something would be lost.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Compact(ReadOnlySpan<float> samples, Span<short> compact)
    {
        ReadOnlySpan<float> sounding = samples.TrimEnd(0f);
        int i = 0;
        for (; i <= sounding.Length - Vector<short>.Count; i += Vector<short>.Count)
        {
            Vector<int> low = OnGrid(new Vector<float>(sounding[i..]), out Vector<int> lowLoss);
            Vector<int> high = OnGrid(new Vector<float>(sounding[(i + Vector<int>.Count)..]), out Vector<int> highLoss);
            if ((lowLoss | highLoss) != Vector<int>.Zero)
            {
                return -1;
            }

            Vector.Narrow(low, high).CopyTo(compact[i..]);
        }

        for (; i < sounding.Length; i++)
        {
            Vector<int> value = OnGrid(new Vector<float>(sounding[i]), out Vector<int> loss);
            if (loss != Vector<int>.Zero)
            {
                return -1;
            }

            compact[i] = (short)value[0];
        }

        return sounding.Length;
    }

    /// <summary>The samples as 16-bit integers; bits of the loss are set where they are none.</summary>
    private static Vector<int> OnGrid(Vector<float> samples, out Vector<int> loss)
    {
        // A saturating conversion: what is outside the range fails the comparison, as NaN and −0 do.
        Vector<float> scaled = samples * Grid;
        Vector<int> value = Vector.Min(Vector.Max(Vector.ConvertToInt32(scaled), new Vector<int>(short.MinValue)), new Vector<int>(short.MaxValue));
        loss = Vector.AsVectorInt32(Vector.ConvertToSingle(value)) ^ Vector.AsVectorInt32(scaled);
        return value;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
