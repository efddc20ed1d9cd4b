using Hark.Signal;

namespace Hark.Data;

/// <summary>Fills batches of one epoch: reads each clip and sends it through the maps. One per thread: it owns the scratch memory.</summary>
internal sealed class BatchMaker
{
    private readonly EpochPlan _plan;
    private readonly ClipSource _source;
    private readonly (KeyedExampleMap? Map, ExampleChange? Change)[] _stages;
    private readonly LaneBuffer[] _scratch;

    public BatchMaker(EpochPlan plan)
    {
        _plan = plan;
        ClipPipeline pipeline = plan.Batches.Pipeline;
        _source = pipeline.Source;
        _stages = new (KeyedExampleMap?, ExampleChange?)[pipeline.Stages.Count];

        // What each map reads, where whole vectors lie in whole cache lines; the last one writes straight into the batch.
        var scratch = new List<LaneBuffer>();
        int length = _source.ClipSamples;
        for (int i = 0; i < _stages.Length; i++)
        {
            if (pipeline.Stages[i] is ClipPipeline.MapStage map)
            {
                _stages[i].Map = map.Create();
                scratch.Add(new LaneBuffer(length));
                length = map.OutputLength;
            }
            else
            {
                _stages[i].Change = ((ClipPipeline.ChangeStage)pipeline.Stages[i]).Create();
            }
        }

        _scratch = [.. scratch];
    }

    /// <summary>Overwrites <paramref name="batch"/> with the examples of <paramref name="step"/>.</summary>
    public void Fill(int step, Batch batch)
    {
        Begin(step, batch);
        FillPart(batch, 0, 1);
    }

    /// <summary>Names the step and the number of examples that <paramref name="batch"/> will hold.</summary>
    public void Begin(int step, Batch batch)
    {
        Batches batches = _plan.Batches;
        batch.Begin(step, Math.Min(batches.Size, batches.Count - (step * batches.Size)));
    }

    /// <summary>Fills in share <paramref name="part"/> of <paramref name="parts"/>: several makers can fill one batch at once.</summary>
    public void FillPart(Batch batch, int part, int parts)
    {
        int first = batch.Step * _plan.Batches.Size;
        int end = batch.Count * (part + 1) / parts;
        for (int i = batch.Count * part / parts; i < end; i++)
        {
            (int pass, int index) = _plan.At(first + i);
            var key = new ExampleKey(pass, index, _source.LabelIndex(index));
            Span<float> output = batch.Set(i, index, key.LabelIndex);
            int maps = 0;
            Span<float> example = _scratch.Length == 0 ? output : _scratch[0].Span;
            _source.Read(pass, index, example);
            foreach ((KeyedExampleMap? map, ExampleChange? change) in _stages)
            {
                if (map is null)
                {
                    change!(key, example);
                    continue;
                }

                Span<float> input = example;
                maps++;
                example = maps == _scratch.Length ? output : _scratch[maps].Span;
                map(key, input, example);
            }
        }
    }
}
