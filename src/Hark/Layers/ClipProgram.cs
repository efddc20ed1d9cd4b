using Hark.Kernels;

namespace Hark.Layers;

/// <summary>
/// One pass through a network as a row of stages. A stage is either one whole layer, or a run of clipwise layers between two joints, through
/// which each clip goes by itself: what a layer leaves in the cache the next one finds there, and threads meet once a stage, not once a layer.
/// </summary>
internal sealed class ClipProgram(WorkerPool pool, int batch)
{
    private readonly int _parts = ConvolutionKernels.ClipParts(batch, pool);
    private readonly List<Stage> _stages = [];
    private bool _open;

    /// <summary>The number of the last stage so far.</summary>
    public int LastStage => _stages.Count - 1;

    /// <summary>Whether clips go through <paramref name="stage"/> one by one.</summary>
    public bool IsClipwise(int stage) => _stages[stage].Clips.Count > 0;

    /// <summary>Adds a layer's pass forward; returns the first and last stage it takes part in.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="reads">What it reads, of which some may have to be made anew.</param>
    /// <param name="writes">What it makes.</param>
    public (int First, int Last) AddForward(LayerExecution layer, IEnumerable<MemoryBlock> reads, MemoryBlock? writes)
    {
        if (layer is not ClipwiseExecution clipwise)
        {
            return AddWhole(layer.Forward);
        }

        (int, int) stages = AddPhases(clipwise.ForwardPhases, reads, phase => new Begin(clipwise.BeginForward, phase), phase => new Work(clipwise.ForwardClip, phase));
        if (writes is not null)
        {
            _stages[^1].Made.Add(writes);
        }

        return stages;
    }

    /// <summary>Adds a layer's pass backward and what is to be done with its results; returns the first and last stage it takes part in.</summary>
    public (int First, int Last) AddBackward(LayerExecution layer, IEnumerable<MemoryBlock> reads, IReadOnlyList<(Tensor Target, Tensor Addend)> sums)
    {
        if (layer is not ClipwiseExecution clipwise)
        {
            return AddWhole(() =>
            {
                layer.Backward();
                foreach ((Tensor target, Tensor addend) in sums)
                {
                    Elementwise.Apply<Sum>(pool, target.Gradient, addend.Gradient, target.Gradient);
                }
            });
        }

        (int first, int last) = AddPhases(clipwise.BackwardPhases, reads, phase => new Begin(clipwise.BeginBackward, phase), phase => new Work(clipwise.BackwardClip, phase));
        foreach ((Tensor target, Tensor addend) in sums)
        {
            _stages[^1].Clips.Add(new Work((_, part, clip) => Elementwise.Apply<Sum>(target.GradientOf(part, clip), addend.GradientOf(part, clip), target.GradientOf(part, clip)), 0));
        }

        _stages[^1].Ends.Add(clipwise.EndBackward);
        return (first, last);
    }

    public void Run()
    {
        // To and fro: a stage begins with what the one before has left in the cache.
        for (int i = 0; i < _stages.Count; i++)
        {
            _stages[i].Run(pool, batch, _parts, backToFront: i % 2 == 1);
        }
    }

    private (int First, int Last) AddWhole(Action layer)
    {
        var stage = new Stage();
        stage.Ends.Add(layer);
        _stages.Add(stage);
        _open = false;
        return (LastStage, LastStage);
    }

    private (int First, int Last) AddPhases(int phases, IEnumerable<MemoryBlock> reads, Func<int, Begin> begin, Func<int, Work> work)
    {
        int first = -1;
        for (int phase = 0; phase < phases; phase++)
        {
            if (!_open || phase > 0)
            {
                _stages.Add(new Stage());
                _open = true;
            }

            first = first < 0 ? LastStage : first;
            foreach (MemoryBlock block in reads)
            {
                if (block.Maker is { } maker && _stages[^1].Made.Add(block))
                {
                    _stages[^1].Clips.Add(new Work(maker.ForwardClip, maker.ForwardPhases - 1));
                }
            }

            _stages[^1].Begins.Add(begin(phase));
            _stages[^1].Clips.Add(work(phase));
        }

        return (first, LastStage);
    }

    private readonly record struct Begin(Action<int> Action, int Phase);

    private readonly record struct Work(Action<int, int, int> Action, int Phase);

    private sealed class Stage
    {
        public List<Begin> Begins { get; } = [];

        public List<Work> Clips { get; } = [];

        public List<Action> Ends { get; } = [];

        /// <summary>What has been made for the clip before, in this stage.</summary>
        public HashSet<MemoryBlock> Made { get; } = [];

        /// <param name="pool">The team that works.</param>
        /// <param name="batch">Clips.</param>
        /// <param name="parts">Into how many parts they are cut.</param>
        /// <param name="backToFront">Whether each thread begins with the last of its parts.</param>
        public void Run(WorkerPool pool, int batch, int parts, bool backToFront)
        {
            foreach (Begin begin in Begins)
            {
                begin.Action(begin.Phase);
            }

            if (Clips.Count > 0)
            {
                var work = new PartWork(Clips, batch, parts, pool.Threads, backToFront);
                pool.Run(parts, ref work);
            }

            foreach (Action end in Ends)
            {
                end();
            }
        }
    }

    private readonly struct PartWork(List<Work> works, int batch, int parts, int threads, bool backToFront) : IParallelWork
    {
        public void Execute(int part)
        {
            part = backToFront ? WorkerPool.Mirror(part, parts, threads) : part;
            (int start, int end) = KernelArguments.Share(batch, part, parts);
            for (int clip = start; clip < end; clip++)
            {
                foreach (Work work in works)
                {
                    work.Action(work.Phase, part, clip);
                }
            }
        }
    }
}
