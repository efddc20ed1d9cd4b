namespace Hark.Layers;

/// <summary>A part of a network whose result is kept from window to window, and the columns of it that a window computes anew.</summary>
/// <param name="From">Whose value goes in.</param>
/// <param name="To">Whose value is kept.</param>
/// <param name="Splice">Which columns of it are new.</param>
internal sealed record SlidingStage(Layer From, Layer To, Splice Splice);

/// <summary>
/// Where a network is cut so that windows over one sound share work: up to where the reach of its layers joins the two ends of a window, only the columns near
/// the ends, and those that have come in, are new. A cut costs copies, a stage of several layers columns around the joint: the cheapest cuts are taken.
/// </summary>
internal sealed class SlidingPlan
{
    /// <summary>What a number that is written costs, in multiply-accumulates.</summary>
    private const long CostOfNumber = 6;

    /// <summary>What a number costs that is copied from or to what is kept: a live stream finds its memory in no near cache.</summary>
    private const long CostOfCopy = 8;

    /// <summary>Most floats that are kept, 4 MiB: a stream is to stay small.</summary>
    private const long MostKept = 1 << 20;

    /// <summary>
    /// Widths are multiples of this, so that rows fill vectors whatever the channels, and at least <see cref="LeastColumns"/>: narrower pictures would go through
    /// other kernels, which add in another order.
    /// </summary>
    private const int Columns = 8;
    private const int LeastColumns = 24;
    private readonly Network _network;
    private readonly WindowMotion _motion;
    private readonly List<Cut> _cuts = [];
    private readonly long _whole;

    private SlidingPlan(Network network, WindowMotion motion, ClipNetwork clips)
    {
        _network = network;
        _motion = motion;
        _whole = FindCuts([.. clips.Steps]);
    }

    /// <summary>The stages in their order; the last one is whole and gives the network's output. Null where windows are better run whole.</summary>
    public static SlidingStage[]? TryMake(Network network, WindowMotion motion)
    {
        using ClipNetwork? clips = ClipNetwork.TryCreate(network, 1);
        return clips is null ? null : new SlidingPlan(network, motion, clips).Choose();
    }

    /// <summary>
    /// Cuts stand after a step through whose value everything flows, as long as layers are local in time. Returns the cost of all steps.
    /// </summary>
    private long FindCuts(PlannedClipStep[] steps)
    {
        IReadOnlyList<Layer> layers = _network.Layers;
        var number = new Dictionary<Layer, int>();
        var reach = new Dictionary<Layer, TimeReach>();
        var costTo = new Dictionary<Layer, long> { [_network.Input] = 0 };
        long cost = 0;
        foreach (PlannedClipStep step in steps)
        {
            cost += step.Work + (CostOfNumber * step.Output.OutputShape.Length);
            costTo[step.Output] = cost;
        }

        // From which layer on everything reads this one or later ones only.
        int[] earliest = new int[layers.Count + 1];
        earliest[^1] = layers.Count;
        for (int i = 0; i < layers.Count; i++)
        {
            number[layers[i]] = i;
        }

        for (int i = layers.Count - 1; i > 0; i--)
        {
            earliest[i] = Math.Min(earliest[i + 1], layers[i].Inputs.Min(input => number[input]));
        }

        for (int i = 0; i < layers.Count; i++)
        {
            Layer layer = layers[i];
            if (TimeReach.Of(layer) is not { } own)
            {
                break;
            }

            reach[layer] = own + TimeReach.Farthest(layer.Inputs.Select(input => reach[input]));
            if (earliest[i + 1] >= i && costTo.TryGetValue(layer, out long upTo))
            {
                _cuts.Add(new Cut(layer, reach[layer], upTo));
            }
        }

        return cost;
    }

    /// <summary>The way from the input to the last cut that costs least, as one finds a shortest path.</summary>
    private SlidingStage[]? Choose()
    {
        Cut? last = null;
        long least = _whole * 7 / 8;
        for (int j = 0; j < _cuts.Count; j++)
        {
            Cut to = _cuts[j];
            foreach (Cut from in _cuts[..j])
            {
                Splice splice = SpliceOf(from, to);
                if (splice.Left + splice.Right >= splice.Whole || splice.Columns >= splice.Whole)
                {
                    continue;
                }

                long copied = ((long)Column(from.Layer) * splice.Columns) + ((long)Column(to.Layer) * (splice.Left + splice.Right));
                long cost = from.Cost + ((to.StepsCost - from.StepsCost) * splice.Columns / splice.Whole) + (CostOfCopy * copied);
                if (cost < to.Cost)
                {
                    (to.Cost, to.Previous) = (cost, from);
                }
            }

            if (j > 0 && to.Previous is not null && to.Cost + _whole - to.StepsCost + (CostOfCopy * to.Layer.OutputShape.Length) is var sum && sum < least)
            {
                (least, last) = (sum, to);
            }
        }

        return last is null ? null : StagesTo(last);
    }

    private SlidingStage[]? StagesTo(Cut last)
    {
        var stages = new List<SlidingStage> { new(last.Layer, _network.Output, Splice.None(last.Layer.OutputShape.Width)) };
        long kept = 0;
        for (Cut to = last; to.Previous is { } from; to = from)
        {
            stages.Insert(0, new SlidingStage(from.Layer, to.Layer, SpliceOf(from, to)));
            kept += to.Layer.OutputShape.Length;
        }

        return kept * _motion.Phases <= MostKept ? [.. stages] : null;
    }

    /// <summary>The columns of a cut that no window before has, after another cut.</summary>
    private Splice SpliceOf(Cut from, Cut to)
    {
        var between = new TimeReach(to.Reach.Before - from.Reach.Before, to.Reach.After - from.Reach.After);
        var splice = new Splice(to.Layer.OutputShape.Width, _motion.Before + to.Reach.Before, _motion.After + to.Reach.After + _motion.Columns, between);
        int columns = Math.Max(LeastColumns, (splice.Columns + Columns - 1) / Columns * Columns);
        return splice with { Right = splice.Right + columns - splice.Columns };
    }

    /// <summary>Floats of a column.</summary>
    private static int Column(Layer layer) => layer.OutputShape.Height * layer.OutputShape.Channels;

    /// <summary>A value through which everything flows.</summary>
    /// <param name="layer">Whose.</param>
    /// <param name="reach">From the network's input on.</param>
    /// <param name="stepsCost">Of all steps up to it, on a whole window.</param>
    private sealed class Cut(Layer layer, TimeReach reach, long stepsCost)
    {
        public Layer Layer { get; } = layer;

        public TimeReach Reach { get; } = reach;

        public long StepsCost { get; } = stepsCost;

        /// <summary>Of the cheapest way here, where windows slide.</summary>
        public long Cost { get; set; } = stepsCost == 0 ? 0 : long.MaxValue / 2;

        /// <summary>The cut before on that way.</summary>
        public Cut? Previous { get; set; }
    }
}
