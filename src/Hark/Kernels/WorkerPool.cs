using System.Runtime.CompilerServices;

namespace Hark.Kernels;

/// <summary>Work that a <see cref="WorkerPool"/> can spread: a struct that carries its arguments, so that a call allocates nothing.</summary>
public interface IParallelWork
{
    /// <summary>Does part <paramref name="part"/>; must write only what no other part touches.</summary>
    void Execute(int part);
}

/// <summary>
/// A fixed team of threads. <see cref="Run"/> cuts work into parts numbered 0..parts−1, each thread's own a run of neighbours, so that it
/// finds in its cache what it wrote there in the call before; who is done takes what others have not begun, so that a thread which the
/// system holds back holds up nobody. What a part computes must depend on its number alone: the same parts then give the same bits,
/// whoever did them. No allocation per call.
/// </summary>
/// <remarks>One caller at a time. The calling thread is thread 0 and works along; the others spin briefly, then sleep.</remarks>
public sealed unsafe class WorkerPool : IDisposable
{
    private const int SpinsBeforeSleep = 2000;

    [ThreadStatic]
    private static int s_worker;
    private const int TicketStep = 16;
    private readonly Thread[] _workers;
    private readonly SemaphoreSlim[] _wake;
    private readonly int[] _sleeping;

    /// <summary>For each thread the parts of its own that nobody has taken: next in the low half, end in the high one; a cache line each.</summary>
    private readonly long[] _untaken;
    private delegate*<void*, int, void> _body;
    private void* _work;
    private int _generation;
    private int _pending;
    private bool _stop;
    private Exception? _failure;

    /// <param name="threads">Team size, the caller included; 0 takes one a processor.</param>
    public WorkerPool(int threads = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        Threads = threads == 0 ? Environment.ProcessorCount : threads;
        _wake = new SemaphoreSlim[Threads];
        _sleeping = new int[Threads];
        _untaken = new long[(Threads + 1) * TicketStep];
        _workers = new Thread[Threads - 1];
        for (int i = 1; i < Threads; i++)
        {
            int index = i;
            _wake[i] = new SemaphoreSlim(0);
            _workers[i - 1] = new Thread(() => Work(index)) { IsBackground = true, Name = $"hark-{i}" };
            _workers[i - 1].Start();
        }
    }

    /// <summary>Team size, the caller included.</summary>
    public int Threads { get; }

    /// <summary>The number of the thread that executes the current part, 0 ≤ x &lt; <see cref="Threads"/>: whose scratch memory to take.</summary>
    internal static int Worker => s_worker;

    /// <summary>Memory that the kernels working on this pool share.</summary>
    internal SharedScratch Scratch { get; } = new();

    /// <summary>First element of slice <paramref name="part"/> when <paramref name="length"/> elements are cut into <paramref name="parts"/> runs that begin at multiples of 16.</summary>
    public static int SliceStart(int length, int part, int parts)
        => part >= parts ? length : (int)((long)length * part / parts) & ~15;

    /// <summary>The part that takes the place of <paramref name="part"/> when each thread goes through its own in the opposite order.</summary>
    internal static int Mirror(int part, int parts, int threads)
    {
        int owner = (int)((((long)part + 1) * threads - 1) / parts);
        return (int)((long)parts * owner / threads) + (int)((long)parts * (owner + 1) / threads) - 1 - part;
    }

    /// <summary>
    /// Calls <paramref name="body"/> once for each part and returns when all are done. Cache the delegate: passing the same
    /// object again allocates nothing. A part must write only what no other part touches.
    /// </summary>
    public void Run(int parts, Action<int> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        var work = new DelegateWork(body);
        Run(parts, ref work);
    }

    /// <summary>Executes every part of <paramref name="work"/> and returns when all are done.</summary>
    public void Run<TWork>(int parts, ref TWork work)
        where TWork : struct, IParallelWork
    {
        ObjectDisposedException.ThrowIf(_stop, this);

        // The caller may itself be at work for another team.
        int worker = s_worker;
        s_worker = 0;
        if (Threads == 1 || parts <= 1)
        {
            for (int part = 0; part < parts; part++)
            {
                work.Execute(part);
            }

            s_worker = worker;
            return;
        }

        // The struct lives on the caller's stack, which stands still until every part is done.
        _work = Unsafe.AsPointer(ref work);
        _body = &ExecutePart<TWork>;
        _failure = null;
        Volatile.Write(ref _pending, parts);
        for (int i = 0; i < Threads; i++)
        {
            Volatile.Write(ref Untaken(i), ((long)parts * (i + 1) / Threads << 32) | (uint)((long)parts * i / Threads));
        }

        Interlocked.Increment(ref _generation);
        for (int i = 1; i < Threads; i++)
        {
            if (Volatile.Read(ref _sleeping[i]) == 1 && Interlocked.Exchange(ref _sleeping[i], 0) == 1)
            {
                _wake[i].Release();
            }
        }

        Take(0);
        var spin = default(SpinWait);
        while (Volatile.Read(ref _pending) != 0)
        {
            spin.SpinOnce(sleep1Threshold: -1);
        }

        s_worker = worker;
        if (_failure is { } failure)
        {
            throw new InvalidOperationException($"A worker failed: {failure.Message}", failure);
        }
    }

    public void Dispose()
    {
        if (_stop)
        {
            return;
        }

        _stop = true;
        Interlocked.Increment(ref _generation);
        for (int i = 1; i < Threads; i++)
        {
            _wake[i].Release();
        }

        foreach (Thread worker in _workers)
        {
            worker.Join();
        }

        for (int i = 1; i < Threads; i++)
        {
            _wake[i].Dispose();
        }

        Scratch.Dispose();
    }

    private void Work(int index)
    {
        s_worker = index;
        int seen = 0;
        while (true)
        {
            int spins = 0;
            while (Volatile.Read(ref _generation) == seen && !Volatile.Read(ref _stop))
            {
                if (++spins < SpinsBeforeSleep)
                {
                    Thread.SpinWait(20);
                    continue;
                }

                Interlocked.Exchange(ref _sleeping[index], 1);
                if (Volatile.Read(ref _generation) != seen || Volatile.Read(ref _stop))
                {
                    // The call came between the last look and the flag: take the flag back, or the token that was meant for it.
                    if (Interlocked.Exchange(ref _sleeping[index], 0) == 1)
                    {
                        break;
                    }
                }

                _wake[index].Wait();
                spins = 0;
            }

            if (Volatile.Read(ref _stop))
            {
                return;
            }

            seen = Volatile.Read(ref _generation);
            Take(index);
        }
    }

    /// <summary>Does the thread's own parts, then what others have not begun.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Take(int index)
    {
        for (int i = 0; i < Threads; i++)
        {
            ref long untaken = ref Untaken((index + i) % Threads);
            long ticket = Volatile.Read(ref untaken);
            while ((int)ticket < (int)(ticket >> 32))
            {
                long current = Interlocked.CompareExchange(ref untaken, ticket + 1, ticket);
                if (current == ticket)
                {
                    // Having taken a part, the call it belongs to cannot end before it is done: its work stands still.
                    Execute((int)ticket);
                    current = Volatile.Read(ref untaken);
                }

                ticket = current;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Execute(int part)
    {
        try
        {
            _body(_work, part);
        }
#pragma warning disable CA1031 // carried to the caller of Run
        catch (Exception error)
#pragma warning restore CA1031
        {
            Interlocked.CompareExchange(ref _failure, error, null);
        }

        Interlocked.Decrement(ref _pending);
    }

    private ref long Untaken(int index) => ref _untaken[(index + 1) * TicketStep];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ExecutePart<TWork>(void* work, int part)
        where TWork : struct, IParallelWork
        => Unsafe.AsRef<TWork>(work).Execute(part);

    private readonly struct DelegateWork(Action<int> body) : IParallelWork
    {
        public void Execute(int part) => body(part);
    }
}
