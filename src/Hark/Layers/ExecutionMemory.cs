namespace Hark.Layers;

/// <summary>Which numbers of a pass stand where, and from when to when they are needed.</summary>
public sealed partial class Execution
{
    /// <summary>For each layer, who reads its output: (layer number, input number), in the order of execution.</summary>
    private List<(int Layer, int Slot)>[] FindConsumers()
    {
        var numbers = new Dictionary<Layer, int>();
        var consumers = new List<(int, int)>[_network.Layers.Count];
        for (int i = 0; i < consumers.Length; i++)
        {
            Layer layer = _network.Layers[i];
            numbers[layer] = i;
            consumers[i] = [];
            for (int slot = 0; slot < layer.Inputs.Count; slot++)
            {
                consumers[numbers[layer.Inputs[slot]]].Add((i, slot));
            }
        }

        return consumers;
    }

    /// <summary>ReLUs that the layer in front takes over, and of those the max poolings after them that it takes over too.</summary>
    private HashSet<Layer> FindFused(List<(int Layer, int Slot)>[] consumers, bool inputGradient)
    {
        var fused = new HashSet<Layer>();
        for (int i = 0; i < consumers.Length; i++)
        {
            if (_network.Layers[i].CanFuseReLU && consumers[i].Count == 1 && _network.Layers[consumers[i][0].Layer] is ReLU relu)
            {
                fused.Add(relu);
                List<(int Layer, int Slot)> readers = consumers[consumers[i][0].Layer];
                if (readers.Count == 1 && _network.Layers[readers[0].Layer] is Pooling { HalvesByMax: true } pooling
                    && _network.Layers[i] is Convolution convolution
                    && convolution.CanFusePooling(Batch, Training && (inputGradient || convolution.Inputs[0] != _network.Input)))
                {
                    fused.Add(pooling);
                    _pooled.Add(convolution, pooling);
                }
            }
        }

        return fused;
    }

    private void PlanValues(List<(int Layer, int Slot)>[] consumers, HashSet<Layer> fused)
    {
        for (int i = 0; i < consumers.Length; i++)
        {
            Layer layer = _network.Layers[i];
            if (fused.Contains(layer))
            {
                Tensor shared = _tensors[layer.Inputs[0]];
                _tensors[layer] = shared;

                // The layer in front works backward for both, in its own turn.
                int producer = i;
                while (_network.Layers[producer] != layer.Inputs[0])
                {
                    producer--;
                }

                KeepValue(shared, producer, layer, consumers[i]);
                continue;
            }

            var tensor = new Tensor(_pooled.TryGetValue(layer, out Pooling? pooling) ? pooling.OutputShape : layer.OutputShape, Batch);
            _tensors[layer] = tensor;
            if (_branches.TryGetValue(layer, out FrequencyBranch? branch) && branch.Hides(layer))
            {
                continue;
            }

            tensor.ValueBlock = CanShareValue(layer, consumers, i)
                ? _tensors[layer.Inputs[0]].ValueBlock
                : NewBlock(tensor.Length, layer == _network.Input ? -1 : i);
            KeepValue(tensor, i, layer, consumers[i]);
        }

        Output.ValueBlock!.NeededAt(_end + 1);
    }

    private void KeepValue(Tensor tensor, int index, Layer layer, List<(int Layer, int Slot)> consumers)
    {
        if (Training && layer.BackwardReadsOutput)
        {
            tensor.ValueBlock!.NeededAt(_end - index);
        }

        foreach ((int consumer, _) in consumers)
        {
            tensor.ValueBlock!.NeededAt(Training && _network.Layers[consumer].BackwardReadsInput ? _end - consumer : consumer);
        }
    }

    private bool CanShareValue(Layer layer, List<(int Layer, int Slot)>[] consumers, int index)
    {
        if (!layer.CanRunInPlace || layer.Inputs[0] == _network.Input)
        {
            return false;
        }

        Layer producer = layer.Inputs[0];
        int producerIndex = 0;
        while (_network.Layers[producerIndex] != producer)
        {
            producerIndex++;
        }

        bool alone = consumers[producerIndex].Count == 1 && consumers[producerIndex][0].Layer == index;
        return alone && !(Training && (producer.BackwardReadsOutput || layer.BackwardReadsInput));
    }

    private void PlanGradients(List<(int Layer, int Slot)>[] consumers, HashSet<Layer> fused, bool inputGradient)
    {
        for (int i = consumers.Length - 1; i >= 0; i--)
        {
            Layer layer = _network.Layers[i];
            Tensor tensor = _tensors[layer];
            FrequencyBranch? branch = _branches.GetValueOrDefault(layer);
            if (branch is not null && branch.Hides(layer))
            {
                tensor.GradientBlock = layer == branch.Norm ? null : NewBlock(tensor.Length, _end - i);
                continue;
            }

            bool isInput = layer == _network.Input;
            tensor.GradientBlock ??= isInput && !inputGradient ? null : NewGradient(tensor, consumers[i], fused);
            tensor.GradientBlock?.NeededAt(isInput ? _end + 1 : _end - i);
            if (branch is not null)
            {
                // The normalisation reads the gradients of what comes after it.
                tensor.GradientBlock!.NeededAt(_end - branch.NormIndex);
            }
        }
    }

    private MemoryBlock NewGradient(Tensor tensor, List<(int Layer, int Slot)> consumers, HashSet<Layer> fused)
    {
        if (consumers.Count == 0)
        {
            MemoryBlock open = NewBlock(tensor.Length, _network.Layers.Count);
            open.IsOpen = true;
            return open;
        }

        (int index, int slot) = consumers[^1];
        Layer first = _network.Layers[index];
        bool shared = !fused.Contains(first) && ((consumers.Count == 1 && first.CanRunInPlace) || first.InPlaceGradient == slot);
        return shared ? _tensors[first].GradientBlock! : NewBlock(tensor.Length, _end - index);
    }

    private MemoryBlock NewBlock(int length, int moment)
    {
        var block = new MemoryBlock(_arena, length, moment);
        _blocks.Add(block);
        return block;
    }
}
