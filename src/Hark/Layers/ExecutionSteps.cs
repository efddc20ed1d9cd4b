using Hark.Kernels;

namespace Hark.Layers;

/// <summary>What is done in which order, and which of it clip by clip.</summary>
public sealed partial class Execution
{
    private void PlanSteps(HashSet<Layer> fused, ClipProgram forward, ClipProgram backward)
    {
        var lastReader = new Dictionary<Layer, (int Layer, int Slot)>();
        for (int i = 0; i < _network.Layers.Count; i++)
        {
            for (int slot = 0; slot < _network.Layers[i].Inputs.Count; slot++)
            {
                lastReader[_network.Layers[i].Inputs[slot]] = (i, slot);
            }
        }

        var accumulations = new List<(Tensor, Tensor)>[_network.Layers.Count];
        for (int i = 0; i < _network.Layers.Count; i++)
        {
            Layer layer = _network.Layers[i];
            var sums = new List<(Tensor, Tensor)>();
            accumulations[i] = sums;
            if (layer.Inputs.Count == 0 || fused.Contains(layer))
            {
                _steps.Add(null);
                continue;
            }

            bool add = false;
            var inputs = new Tensor[layer.Inputs.Count];
            for (int slot = 0; slot < inputs.Length; slot++)
            {
                inputs[slot] = _tensors[layer.Inputs[slot]];
                if (!inputs[slot].HasGradient || lastReader[layer.Inputs[slot]] == (i, slot))
                {
                    continue;
                }

                // Backward meets the last reader first: it writes the gradient, the earlier ones add to it, by themselves or with help.
                add = layer.CanAddGradient;
                if (!add)
                {
                    Tensor target = inputs[slot];
                    inputs[slot] = new Tensor(target.Shape, Batch) { ValueBlock = target.ValueBlock, GradientBlock = NewBlock(target.Length, _end - i) };
                    sums.Add((target, inputs[slot]));
                }
            }

            bool fuse = i + 1 < _network.Layers.Count && _network.Layers.Any(l => fused.Contains(l) && l.Inputs[0] == layer);
            var plan = new LayerPlan(Batch, Training, _pool, inputs, _tensors[layer], _network.LayerParameters[i].ToArray(), fuse, Chance, i, _pooled.ContainsKey(layer), add);
            _steps.Add(_branches.TryGetValue(layer, out FrequencyBranch? branch) ? branch.Plan(layer, plan, _tensors[branch.Mean], _tensors[branch.Sum]) : layer.Plan(plan));
        }

        if (Training)
        {
            FindMakers();
        }

        PlanStages(accumulations, forward, backward);
    }

    /// <summary>What a batch normalisation gives is one product and one sum away from what it keeps anyway: made anew, not kept, where clips are read one by one.</summary>
    private void FindMakers()
    {
        for (int i = 0; i < _steps.Count; i++)
        {
            Tensor tensor = _tensors[_network.Layers[i]];
            if (_network.Layers[i] is BatchNormalization && !_branches.ContainsKey(_network.Layers[i]) && tensor != Output
                && _tensors.Values.Distinct().Count(t => t.ValueBlock == tensor.ValueBlock) == 1
                && Enumerable.Range(0, _steps.Count).All(j => !_network.Layers[j].Inputs.Any(input => _tensors[input] == tensor) || ReadsClips(j)))
            {
                tensor.ValueBlock!.Maker = (ClipwiseExecution)_steps[i]!;
            }
        }
    }

    /// <summary>Whether layer number <paramref name="index"/> works clip by clip, or leaves its work to one that does.</summary>
    private bool ReadsClips(int index) => _steps[index] is null or ClipwiseExecution;

    private IEnumerable<MemoryBlock> ReadBy(Layer layer, bool backward)
    {
        IEnumerable<Layer> read = _branches.TryGetValue(layer, out FrequencyBranch? branch)
            ? backward && layer == branch.Sum ? [] : [branch.Input, .. layer.Inputs]
            : backward && !layer.BackwardReadsInput ? [] : layer.Inputs;
        return read.Select(input => _tensors[input].ValueBlock).OfType<MemoryBlock>();
    }

    /// <summary>Joins the layers' work into stages. Within one, clips run ahead of each other, so memory is held from its first stage to its last.</summary>
    private void PlanStages(List<(Tensor, Tensor)>[] accumulations, ClipProgram forward, ClipProgram backward)
    {
        var stages = new (int First, int Last)[_end + 2];
        for (int i = 0; i < _steps.Count; i++)
        {
            stages[i] = _steps[i] is { } step ? forward.AddForward(step, ReadBy(_network.Layers[i], backward: false), _tensors[_network.Layers[i]].ValueBlock) : stages[Math.Max(0, i - 1)];
        }

        int turn = forward.LastStage + 1;
        for (int i = _steps.Count - 1; i >= 0 && Training; i--)
        {
            // A layer whose work is done by the one after it has its turn when that ends.
            (int first, int last) = _steps[i] is { } step ? backward.AddBackward(step, ReadBy(_network.Layers[i], backward: true), accumulations[i]) : (stages[_end - i - 1].Last - turn, stages[_end - i - 1].Last - turn);
            stages[_end - i] = (turn + first, turn + last);
        }

        stages[_end + 1] = (turn + backward.LastStage + 1, turn + backward.LastStage + 1);
        foreach (MemoryBlock block in _blocks)
        {
            block.Rename(block.First < 0 ? -1 : stages[block.First].First, stages[block.Last].Last);
            if (block.Maker is not null || (block.First == block.Last && !block.IsOpen && (block.First < turn ? forward.IsClipwise(block.First) : backward.IsClipwise(block.First - turn))))
            {
                block.MakeLocal(Batch, ConvolutionKernels.ClipParts(Batch, _pool));
            }
        }
    }
}
