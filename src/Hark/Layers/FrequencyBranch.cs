using Hark.Kernels;

namespace Hark.Layers;

/// <summary>
/// Four layers that training takes as one: a depthwise convolution over height, its batch normalisation, the mean of that over height, and the
/// broadcast sum that adds what became of the mean back to it (BC-ResNet's block). The convolution's and the normalisation's output are not kept.
/// </summary>
#pragma warning disable CA1001 // the execution owns the steps it is given
internal sealed class FrequencyBranch
#pragma warning restore CA1001
{
    private readonly Convolution _convolution;
    private readonly BatchNormalization _norm;
    private readonly Pooling _mean;
    private readonly BroadcastAdd _sum;
    private LayerPlan? _convolutionPlan;
    private Step? _step;

    private FrequencyBranch(Convolution convolution, BatchNormalization norm, int normIndex, Pooling mean, BroadcastAdd sum)
        => (_convolution, _norm, NormIndex, _mean, _sum) = (convolution, norm, normIndex, mean, sum);

    /// <summary>The branches of a network, by each of their layers.</summary>
    /// <param name="network">Whose layers are looked through.</param>
    /// <param name="consumers">For each layer, who reads its output.</param>
    public static Dictionary<Layer, FrequencyBranch> Find(Network network, List<(int Layer, int Slot)>[] consumers)
    {
        var found = new Dictionary<Layer, FrequencyBranch>();
        for (int i = 0; i < consumers.Length; i++)
        {
            if (TryFind(network, consumers, i) is { } branch)
            {
                foreach (Layer layer in (Layer[])[branch._convolution, branch._norm, branch._mean, branch._sum])
                {
                    found.Add(layer, branch);
                }
            }
        }

        return found;
    }

    /// <summary>Whether the output of <paramref name="layer"/> is made anew wherever it is needed.</summary>
    public bool Hides(Layer layer) => layer == _convolution || layer == _norm;

    /// <summary>What the convolution reads, and so the normalisation and the sum, which make its output anew.</summary>
    public Layer Input => _convolution.Inputs[0];

    public BatchNormalization Norm => _norm;

    public Pooling Mean => _mean;

    public BroadcastAdd Sum => _sum;

    /// <summary>The normalisation's place in the network.</summary>
    public int NormIndex { get; }

    /// <summary>The execution of one of the four, which come in the order of execution; null for those that others do the work of.</summary>
    public LayerExecution? Plan(Layer layer, LayerPlan plan, Tensor mean, Tensor sum)
    {
        if (layer == _convolution)
        {
            _convolutionPlan = plan;
            return null;
        }

        if (layer == _norm)
        {
            _step = new Step(plan, _norm, _convolutionPlan!, _convolution.Shape(plan.Batch), mean, sum, residual: _sum.Inputs.Count > 2);
            return _step;
        }

        return layer == _sum ? new SumStep(plan, _convolutionPlan!.Input, _step!.Kernel) : null;
    }

    private static FrequencyBranch? TryFind(Network network, List<(int Layer, int Slot)>[] consumers, int index)
    {
        if (network.Layers[index] is not Convolution { Parameters.Count: 1 } convolution || !FrequencyBranchKernel.Fits(convolution.Shape(1))
            || consumers[index] is not [(int normIndex, _)] || network.Layers[normIndex] is not BatchNormalization norm
            || consumers[normIndex] is not [(int meanIndex, _), (int sumIndex, 0)]
            || network.Layers[meanIndex] is not Pooling { MeansHeight: true } mean || network.Layers[sumIndex] is not BroadcastAdd sum
            || sum.Inputs[1] == network.Input)
        {
            return null;
        }

        // A residual is taken from the convolution's middle tap, and its gradient written over the sum's: nobody else may read it.
        Layer x = convolution.Inputs[0];
        bool fits = sum.Inputs.Count == 2
            || (sum.Inputs[2] == x && convolution.HeightAxis is { Stride: 1 } axis && axis.PadBefore == axis.Dilation && network.Layers.Sum(l => l.Inputs.Count(i => i == x)) == 2);
        return fits ? new FrequencyBranch(convolution, norm, normIndex, mean, sum) : null;
    }

    /// <summary>All but the sum, at the place of the normalisation.</summary>
    private sealed unsafe class Step : ClipwiseExecution
    {
        private readonly Tensor _x;
        private readonly bool _add;
        private readonly Parameter _weight;
        private readonly Tensor _mean;
        private readonly Tensor _sum;
        private readonly bool _residual;
        private readonly BatchStatistics _statistics;

        public Step(LayerPlan plan, BatchNormalization norm, LayerPlan convolution, ConvolutionShape shape, Tensor mean, Tensor sum, bool residual)
            : base(plan)
        {
            (_x, _add, _weight, _mean, _sum, _residual) = (convolution.Input, convolution.AddGradient, convolution.Parameters[0], mean, sum, residual);
            Kernel = FrequencyBranchKernel.Create(shape, norm.Pattern, Parts);
            _statistics = new BatchStatistics(plan.Parameters, norm.Options, norm.Pattern, plan.Batch, Parts);
        }

        public FrequencyBranchKernel Kernel { get; }

        public override int ForwardPhases => 2;

        public override int BackwardPhases => 2;

        public override void BeginForward(int phase)
        {
            if (phase == 0)
            {
                Kernel.SetWeights(_weight.Stored);
                return;
            }

            Kernel.JoinSquares(_statistics.PartRows, _statistics.First, _statistics.Second);
            _statistics.TakeBatch();
            Kernel.SetLines(_statistics.Scale, _statistics.Shift, _statistics.Mean, _residual);
        }

        public override void ForwardClip(int phase, int part, int clip)
        {
            if (phase == 0)
            {
                Kernel.AddSquares(part, BeginsPart(part, clip), ValueOf(_x, clip));
            }
            else
            {
                Kernel.Mean(ValueOf(_x, clip), ValueOf(_mean, clip));
            }
        }

        public override void BeginBackward(int phase)
        {
            if (phase == 0)
            {
                return;
            }

            Kernel.JoinProducts(_statistics.First, _statistics.Second);
            _statistics.TakeParameterGradients();
            _statistics.TakePlanes();
            Kernel.SetPlanes(_statistics.Scale, _statistics.Slope, _statistics.BackShift);
        }

        public override void BackwardClip(int phase, int part, int clip)
        {
            float* x = ValueOf(_x, clip), dy = GradientOf(_sum, clip), dMean = GradientOf(_mean, clip);
            if (phase == 0)
            {
                Kernel.AddProducts(part, BeginsPart(part, clip), x, dy, dMean);
                return;
            }

            float* dc = GradientOf(Plan.Input, clip);
            Kernel.Gradient(part, BeginsPart(part, clip), x, dy, dMean, dc);
            if (_x.HasGradient)
            {
                Kernel.InputGradient(dc, _add, GradientOf(_x, clip));
            }
        }

        public override void EndBackward() => Kernel.EndWeightGradient(_weight.Gradient);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                Kernel.Dispose();
            }

            base.Dispose(disposing);
        }
    }

    private sealed unsafe class SumStep(LayerPlan plan, Tensor x, FrequencyBranchKernel kernel) : ClipwiseExecution(plan)
    {
        public override void ForwardClip(int phase, int part, int clip)
            => kernel.Sum(ValueOf(x, clip), ValueOf(Plan.Inputs[1], clip), Plan.FuseReLU, ValueOf(Plan.Output, clip));

        public override void BackwardClip(int phase, int part, int clip)
            => kernel.Mask(Plan.FuseReLU ? ValueOf(Plan.Output, clip) : null, GradientOf(Plan.Output, clip), GradientOf(Plan.Inputs[1], clip));
    }
}
