namespace Hark.Data;

/// <summary>Which clip stands where in one epoch: decided by seed and pass alone, shared by all threads that make its batches.</summary>
internal sealed class EpochPlan
{
    private readonly int _epoch;
    private readonly Lazy<int[]>[] _orders;

    public EpochPlan(Batches batches, int epoch)
    {
        Batches = batches;
        _epoch = epoch;
        _orders = new Lazy<int[]>[batches.Pipeline.Passes];
        for (int pass = 0; pass < _orders.Length; pass++)
        {
            int absolutePass = AbsolutePass(pass);
            _orders[pass] = new Lazy<int[]>(() => Order(absolutePass));
        }
    }

    public Batches Batches { get; }

    /// <summary>The clip at <paramref name="position"/> of the epoch, and the pass over the data in which it comes.</summary>
    public (int Pass, int Index) At(int position)
    {
        int clips = Batches.Source.Count;
        int pass = position / clips;
        int place = position % clips;
        return (AbsolutePass(pass), Batches.Pipeline.ShuffleSeed is null ? place : _orders[pass].Value[place]);
    }

    private int AbsolutePass(int pass) => checked((_epoch * Batches.Pipeline.Passes) + pass);

    private int[] Order(int absolutePass)
    {
        int[] order = new int[Batches.Source.Count];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        var random = new SeededRandom(Batches.Pipeline.ShuffleSeed!.Value, absolutePass);
        random.Shuffle<int>(order);
        return order;
    }
}
