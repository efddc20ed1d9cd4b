using Hark.Layers;

namespace Hark.Tests.Layers;

/// <summary>Windows over one endless random picture, whose columns at both ends are each window's own.</summary>
internal sealed class SlidingWindows(TensorShape shape, WindowMotion motion, long seed)
{
    /// <summary>Window number <paramref name="number"/>, [height, width, channels].</summary>
    public float[] Window(long number)
    {
        long phase = number % motion.Phases, start = number / motion.Phases * motion.Columns;
        var window = new float[shape.Length];
        for (int column = 0; column < shape.Width; column++)
        {
            bool inside = column >= motion.Before && column < shape.Width - motion.After;
            SeededRandom random = inside ? new SeededRandom(seed, 0, phase, start + column) : new SeededRandom(seed, 1, number, column);
            for (int row = 0; row < shape.Height; row++)
            {
                for (int channel = 0; channel < shape.Channels; channel++)
                {
                    window[(((row * shape.Width) + column) * shape.Channels) + channel] = random.NextSingle(-1, 1);
                }
            }
        }

        return window;
    }
}
