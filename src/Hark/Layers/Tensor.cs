namespace Hark.Layers;

/// <summary>A batch of activations and, in training, the loss's gradient by them: two windows on the execution's memory.</summary>
public sealed class Tensor
{
    internal Tensor(TensorShape shape, int batch)
    {
        Shape = shape;
        Batch = batch;
        Length = checked(shape.Length * batch);
    }

    /// <summary>Shape of one clip.</summary>
    public TensorShape Shape { get; }

    public int Batch { get; }

    /// <summary>Elements of the whole batch.</summary>
    public int Length { get; }

    /// <summary>[batch, ...shape].</summary>
    public Span<float> Value => ValueBlock!.Span[..Length];

    /// <summary>[batch, ...shape].</summary>
    public Span<float> Gradient => GradientBlock!.Span[..Length];

    /// <summary>Whether anybody wants the gradient.</summary>
    public bool HasGradient => GradientBlock is not null;

    /// <summary>One clip's values, for those who work on it as part <paramref name="part"/>.</summary>
    internal Span<float> ValueOf(int part, int clip) => Clip(ValueBlock!, part, clip);

    /// <summary>One clip's gradient.</summary>
    internal Span<float> GradientOf(int part, int clip) => Clip(GradientBlock!, part, clip);

    internal MemoryBlock? ValueBlock { get; set; }

    internal MemoryBlock? GradientBlock { get; set; }

    private Span<float> Clip(MemoryBlock block, int part, int clip) => block.Span.Slice((block.IsLocal ? part : clip) * Shape.Length, Shape.Length);
}
