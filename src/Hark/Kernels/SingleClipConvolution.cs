namespace Hark.Kernels;

/// <summary>
/// Convolution as matrix products, clip by clip: each part has a <see cref="GemmConvolution{TVector, TLanes}"/> of one clip. For few weights, whose
/// laying out is nothing beside a clip's work.
/// </summary>
internal sealed unsafe class SingleClipConvolution<TVector, TLanes> : ClipwiseConvolution
    where TVector : struct
    where TLanes : struct, ILanes<TVector>
{
    private const int MostWeights = 1 << 12;
    private readonly WorkerPool _alone = new(1);
    private readonly GemmConvolution<TVector, TLanes>[] _parts;

    /// <summary>A part's sums: weights, then biases; and a clip's own.</summary>
    private readonly AlignedBuffer[] _sums = [];
    private readonly AlignedBuffer[] _clip = [];

    /// <summary>As the pass took them.</summary>
    private readonly AlignedBuffer _weight;
    private readonly AlignedBuffer _bias;
    private bool _hasBias;

    /// <param name="shape">The shape.</param>
    /// <param name="pool">The team that works.</param>
    /// <param name="training">Whether gradients will be asked for.</param>
    /// <param name="parts">Into how many parts the clips are cut.</param>
    public SingleClipConvolution(ConvolutionShape shape, WorkerPool pool, bool training, int parts)
        : base(shape, pool, training, parts)
    {
        ConvolutionShape one = shape with { Batch = 1 };
        int numbers = shape.WeightLength + shape.OutputChannels;
        _parts = [.. Enumerable.Range(0, parts).Select(_ => new GemmConvolution<TVector, TLanes>(one, _alone, training, parts: 1))];
        _weight = new AlignedBuffer(shape.WeightLength);
        _bias = new AlignedBuffer(shape.OutputChannels);
        if (training)
        {
            _sums = [.. Enumerable.Range(0, parts).Select(_ => new AlignedBuffer(numbers))];
            _clip = [.. Enumerable.Range(0, parts).Select(_ => new AlignedBuffer(numbers))];
        }
    }

    /// <summary>Whether the kernel does <paramref name="shape"/> well.</summary>
    public static bool Fits(ConvolutionShape shape) => shape is { Depthwise: false, Batch: > 1 } && shape.WeightLength <= MostWeights;

    public override void BeginForward(ReadOnlySpan<float> weight, ReadOnlySpan<float> bias)
    {
        weight.CopyTo(_weight.Span);
        bias.CopyTo(_bias.Span);
        _hasBias = !bias.IsEmpty;
    }

    public override void ForwardClip(int part, float* x, bool relu, float* y)
        => _parts[part].Forward(Input(part, x), _weight.Span, _hasBias ? _bias.Span : [], relu, Output(part, y));

    public override void BeginInputGradient(ReadOnlySpan<float> weight) => weight.CopyTo(_weight.Span);

    public override void InputGradientClip(int part, float* dy, bool add, float* dx)
        => _parts[part].InputGradient(Output(part, dy), _weight.Span, Input(part, dx));

    public override void WeightGradientClip(int part, bool first, float* x, float* dy, bool bias)
    {
        Span<float> sums = _sums[part].Span, own = first ? sums : _clip[part].Span;
        _parts[part].WeightGradient(Input(part, x), Output(part, dy), own[.._weight.Length], bias ? own[_weight.Length..] : []);
        if (!first)
        {
            Elementwise.Apply<Sum>(sums, own, sums);
        }
    }

    public override void EndWeightGradient(Span<float> dWeight, Span<float> dBias)
    {
        dWeight.Clear();
        dBias.Clear();
        foreach (AlignedBuffer part in _sums)
        {
            Elementwise.Apply<Sum>(part.Span[..dWeight.Length], dWeight, dWeight);
            Elementwise.Apply<Sum>(part.Span.Slice(_weight.Length, dBias.Length), dBias, dBias);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (IDisposable owned in (IDisposable[])[.. _parts, .. _sums, .. _clip, _weight, _bias, _alone])
            {
                owned.Dispose();
            }
        }

        base.Dispose(disposing);
    }

    private Span<float> Input(int part, float* x) => new(x, _parts[part].Shape.InputLength);

    private Span<float> Output(int part, float* y) => new(y, _parts[part].Shape.OutputLength);
}
