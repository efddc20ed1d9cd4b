using System.Numerics;
using System.Runtime.InteropServices;
using Hark.Audio;
using Hark.Signal;

namespace Hark.Data;

/// <summary>The rows of a wave array as clips; the array is kept as it is and converted row by row.</summary>
internal sealed class ArrayClips : ClipSource
{
    private readonly NpyArray _waves;
    private readonly int[] _labelIndices;
    private readonly int _waveRate;

    /// <param name="waves">[clips, samples].</param>
    /// <param name="labelIndices">[clips] positions in <paramref name="labels"/>.</param>
    /// <param name="labels">All labels.</param>
    /// <param name="waveRate">Hz of the waves.</param>
    /// <param name="sampleRate">Hz to deliver; null: that of the waves.</param>
    /// <param name="clipSamples">Samples to deliver; null: the length of a row.</param>
    public ArrayClips(NpyArray waves, int[] labelIndices, LabelSet labels, int waveRate, int? sampleRate = null, int? clipSamples = null)
        : base(labels, sampleRate ?? waveRate, clipSamples ?? waves.RowLength)
    {
        if (waves.Type is not (NpyType.Float16 or NpyType.Float32 or NpyType.Float64)
            && FullScale(waves.Type) is null)
        {
            throw new HarkException(
                $"{waves.Name}: holds {waves.DType}; expected audio as float16, float32, float64 or an integer of 8, 16 or 32 bits. "
                + "Convert it with array.astype(...).");
        }

        _waves = waves;
        _labelIndices = labelIndices;
        _waveRate = waveRate;
    }

    public override int Count => _labelIndices.Length;

    /// <summary>What is done to each row.</summary>
    public ClipChanges Changes => ClipFit.Needed(_waves.RowLength, 1, _waveRate, SampleRate, ClipSamples);

    public override int LabelIndex(int index) => _labelIndices[index];

    public override string Name(int epoch, int index) => $"row {index}";

    public override void Read(int epoch, int index, Span<float> samples)
    {
        CheckDestination(samples);
        if (Changes == ClipChanges.None)
        {
            ReadRow(index, samples);
            return;
        }

        var row = new float[_waves.RowLength];
        ReadRow(index, row);
        ClipFit.Fill(new AudioClip(row, _waveRate), SampleRate, samples);
    }

    private void ReadRow(int index, Span<float> row)
    {
        _waves.CopyRow(index, row);
        if (FullScale(_waves.Type) is var (zero, scale))
        {
            foreach (ref float sample in row)
            {
                sample = (sample - zero) / scale;
            }
        }
        else if (!IsFinite(row))
        {
            throw new HarkException($"{_waves.Name}: row {index} holds a NaN or infinite sample; expected finite numbers. Repair the clip or leave it out.");
        }
    }

    /// <summary>The value that stands for silence and the one that stands for full swing; null if they cannot be told.</summary>
    private static (float Zero, float Scale)? FullScale(NpyType type) => type switch
    {
        NpyType.Int8 => (0, 128),
        NpyType.UInt8 => (128, 128),
        NpyType.Int16 => (0, 32768),
        NpyType.UInt16 => (32768, 32768),
        NpyType.Int32 => (0, 2147483648f),
        NpyType.UInt32 => (2147483648f, 2147483648f),
        _ => null,
    };

    /// <summary>Zero times a NaN or an infinity is NaN, and stays it in any sum.</summary>
    private static bool IsFinite(ReadOnlySpan<float> samples)
    {
        var sums = Vector<float>.Zero;
        ReadOnlySpan<Vector<float>> lanes = MemoryMarshal.Cast<float, Vector<float>>(samples);
        foreach (Vector<float> lane in lanes)
        {
            sums += lane * Vector<float>.Zero;
        }

        float sum = Vector.Sum(sums);
        foreach (float sample in samples[(lanes.Length * Vector<float>.Count)..])
        {
            sum += sample * 0;
        }

        return !float.IsNaN(sum);
    }
}
