using Hark.Kernels;
using System.Runtime.CompilerServices;

namespace Hark.Layers;

/// <summary>
/// A layer that works clip by clip. Its pass is one phase or several: within a phase no clip needs anything of another, between phases
/// numbers of all clips are joined. A <see cref="ClipProgram"/> can so take a clip through many layers while it is in the cache.
/// </summary>
/// <remarks>
/// Clips are cut into parts; a part's clips are worked through in order, by whichever thread. What is summed over clips is summed for each
/// part and joined in the parts' order, so the same number of parts gives the same bits.
/// </remarks>
internal abstract unsafe class ClipwiseExecution(LayerPlan plan) : LayerExecution
{
    private readonly int[] _partOf = PartsOfClips(plan.Batch, ConvolutionKernels.ClipParts(plan.Batch, plan.Pool));

    public virtual int ForwardPhases => 1;

    public virtual int BackwardPhases => 1;

    protected LayerPlan Plan { get; } = plan;

    protected int Parts { get; } = ConvolutionKernels.ClipParts(plan.Batch, plan.Pool);

    public sealed override void Forward()
    {
        for (int phase = 0; phase < ForwardPhases; phase++)
        {
            BeginForward(phase);
            var work = new OwnWork(this, phase, forward: true);
            Plan.Pool.Run(Parts, ref work);
        }
    }

    public sealed override void Backward()
    {
        for (int phase = 0; phase < BackwardPhases; phase++)
        {
            BeginBackward(phase);
            var work = new OwnWork(this, phase, forward: false);
            Plan.Pool.Run(Parts, ref work);
        }

        EndBackward();
    }

    /// <summary>On one thread, before any clip of the phase: joins what the phase before it summed up.</summary>
    public virtual void BeginForward(int phase)
    {
    }

    public abstract void ForwardClip(int phase, int part, int clip);

    /// <inheritdoc cref="BeginForward"/>
    public virtual void BeginBackward(int phase)
    {
    }

    public abstract void BackwardClip(int phase, int part, int clip);

    /// <summary>On one thread, after the last clip of the last phase.</summary>
    public virtual void EndBackward()
    {
    }

    /// <summary>Whether <paramref name="clip"/> is the first of its part: sums begin with it.</summary>
    protected bool BeginsPart(int part, int clip) => clip == KernelArguments.Share(Plan.Batch, part, Parts).Start;

    /// <summary>One clip's values.</summary>
    protected Span<float> Value(Tensor tensor, int clip) => tensor.ValueOf(_partOf[clip], clip);

    /// <summary>One clip's gradients.</summary>
    protected Span<float> Gradient(Tensor tensor, int clip) => tensor.GradientOf(_partOf[clip], clip);

    // Activations stand in native memory, which does not move.
    protected float* ValueOf(Tensor tensor, int clip) => (float*)Unsafe.AsPointer(ref Value(tensor, clip)[0]);

    protected float* GradientOf(Tensor tensor, int clip) => (float*)Unsafe.AsPointer(ref Gradient(tensor, clip)[0]);

    private static int[] PartsOfClips(int batch, int parts)
    {
        var partOf = new int[batch];
        for (int part = 0; part < parts; part++)
        {
            (int start, int end) = KernelArguments.Share(batch, part, parts);
            Array.Fill(partOf, part, start, end - start);
        }

        return partOf;
    }

    private readonly struct OwnWork(ClipwiseExecution layer, int phase, bool forward) : IParallelWork
    {
        public void Execute(int part)
        {
            (int start, int end) = KernelArguments.Share(layer.Plan.Batch, part, layer.Parts);
            for (int clip = start; clip < end; clip++)
            {
                if (forward)
                {
                    layer.ForwardClip(phase, part, clip);
                }
                else
                {
                    layer.BackwardClip(phase, part, clip);
                }
            }
        }
    }
}
