using Hark.Data;
using Hark.Kernels;
using Hark.Layers;
using Hark.Models;

namespace Hark.Export;

/// <summary>Between which values the output of each layer lies, measured on clips: what int8 activations need to be scaled by.</summary>
internal sealed class ActivationRanges
{
    private readonly Dictionary<Layer, (float Least, float Most)> _ranges = [];

    private ActivationRanges()
    {
    }

    public (float Least, float Most) Of(Layer layer) => _ranges[layer];

    /// <summary>
    /// Runs the clips through the network one by one, each layer by itself (nothing fused, so that every output can be seen), and takes the mean over the
    /// clips of the least and the largest value: one odd clip does not widen the range for all.
    /// </summary>
    public static ActivationRanges Measure(Network network, FrontEndSettings frontEnd, ClipSource clips, WorkerPool pool)
    {
        var features = new FrontEnd(frontEnd);
        var samples = new float[frontEnd.ClipSamples];
        var sums = new (double Least, double Most)[network.Layers.Count];
        using var arena = new MemoryArena();
        Dictionary<Layer, Tensor> tensors = PlaceTensors(network, arena);
        LayerExecution?[] steps = [.. network.Layers.Select((layer, i) => layer is InputLayer
            ? null
            : layer.Plan(new LayerPlan(1, Training: false, pool, [.. layer.Inputs.Select(input => tensors[input])], tensors[layer], network.LayerParameters[i], FuseReLU: false, new StepChance(), i)))];
        try
        {
            for (int clip = 0; clip < clips.Count; clip++)
            {
                clips.Read(0, clip, samples);
                features.Transform(samples, tensors[network.Input].Value);
                for (int i = 0; i < steps.Length; i++)
                {
                    steps[i]?.Forward();
                    (float least, float most) = Extremes(tensors[network.Layers[i]].Value);
                    sums[i] = (sums[i].Least + least, sums[i].Most + most);
                }
            }
        }
        finally
        {
            foreach (LayerExecution? step in steps)
            {
                step?.Dispose();
            }
        }

        var ranges = new ActivationRanges();
        for (int i = 0; i < sums.Length; i++)
        {
            ranges._ranges[network.Layers[i]] = ((float)(sums[i].Least / clips.Count), (float)(sums[i].Most / clips.Count));
        }

        return ranges;
    }

    private static Dictionary<Layer, Tensor> PlaceTensors(Network network, MemoryArena arena)
    {
        var blocks = new List<MemoryBlock>();
        var tensors = new Dictionary<Layer, Tensor>();
        foreach (Layer layer in network.Layers)
        {
            var tensor = new Tensor(layer.OutputShape, 1);
            tensor.ValueBlock = new MemoryBlock(arena, tensor.Length, 0);
            blocks.Add(tensor.ValueBlock);
            tensors[layer] = tensor;
        }

        arena.Ensure(MemoryPlanner.Place(blocks));
        return tensors;
    }

    private static (float Least, float Most) Extremes(ReadOnlySpan<float> values)
    {
        float least = values[0], most = values[0];
        foreach (float value in values)
        {
            least = Math.Min(least, value);
            most = Math.Max(most, value);
        }

        return (least, most);
    }
}
