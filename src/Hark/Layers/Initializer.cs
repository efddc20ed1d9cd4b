namespace Hark.Layers;

/// <summary>How a parameter starts. Equal seeds give equal weights.</summary>
public abstract record Initializer
{
    /// <summary>All zero.</summary>
    public static Initializer Zeros { get; } = new Constant(0);

    /// <summary>All one.</summary>
    public static Initializer Ones { get; } = new Constant(1);

    /// <summary>Keras's default for kernels: U(−limit, limit), limit = √(6 / (fanIn + fanOut)) (Glorot and Bengio 2010).</summary>
    public static Initializer GlorotUniform(int fanIn, int fanOut) => new Uniform((float)Math.Sqrt(6.0 / ((double)fanIn + fanOut)));

    /// <summary>PyTorch's default for kernels and their biases: U(−limit, limit), limit = 1 / √fanIn.</summary>
    public static Initializer FanInUniform(int fanIn) => new Uniform((float)(1.0 / Math.Sqrt(fanIn)));

    /// <summary>Overwrites <paramref name="values"/>.</summary>
    public abstract void Fill(ref SeededRandom random, Span<float> values);

    private sealed record Constant(float Value) : Initializer
    {
        public override void Fill(ref SeededRandom random, Span<float> values) => values.Fill(Value);
    }

    private sealed record Uniform(float Limit) : Initializer
    {
        public override void Fill(ref SeededRandom random, Span<float> values)
        {
            foreach (ref float value in values)
            {
                value = random.NextSingle(-Limit, Limit);
            }
        }
    }
}
