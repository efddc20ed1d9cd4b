namespace Hark.Data;

/// <summary>Fills batches of one epoch: reads each clip and sends it through the maps. One per thread: it owns the scratch memory.</summary>
internal sealed class BatchMaker
{
    private readonly EpochPlan _plan;
    private readonly ClipSource _source;
    private readonly KeyedExampleMap[] _maps;
    private readonly float[][] _scratch;

    public BatchMaker(EpochPlan plan)
    {
        _plan = plan;
        ClipPipeline pipeline = plan.Batches.Pipeline;
        _source = pipeline.Source;
        _maps = [.. pipeline.Maps.Select(stage => stage.Create())];
        _scratch = new float[_maps.Length][];
        for (int i = 0; i < _maps.Length; i++)
        {
            // What map i reads; the last map writes straight into the batch.
            _scratch[i] = new float[i == 0 ? _source.ClipSamples : pipeline.Maps[i - 1].OutputLength];
        }
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
            if (_maps.Length == 0)
            {
                _source.Read(pass, index, output);
                continue;
            }

            _source.Read(pass, index, _scratch[0]);
            for (int map = 0; map < _maps.Length; map++)
            {
                _maps[map](key, _scratch[map], map + 1 < _maps.Length ? _scratch[map + 1] : output);
            }
        }
    }
}
