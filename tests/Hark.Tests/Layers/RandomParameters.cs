using Hark.Layers;
using Hark.Tests.Oracle;

namespace Hark.Tests.Layers;

/// <summary>Parameters as after training.</summary>
internal static class RandomParameters
{
    /// <summary>Every parameter random, running statistics too; variances positive.</summary>
    public static void Fill(Network network, int seed)
    {
        network.Initialize(seed);
        for (int i = 0; i < network.Parameters.Count; i++)
        {
            Parameter parameter = network.Parameters[i];
            if (parameter.Definition.Name != "kernel")
            {
                float[] values = SeededNumbers.Values(seed + i, parameter.Length);
                for (int j = 0; j < values.Length; j++)
                {
                    bool positive = parameter.Definition.Name is "moving_variance" or "gamma";
                    parameter.Value[j] = positive ? 0.5f + MathF.Abs(values[j]) : 0.3f * values[j];
                }
            }
        }
    }
}
