using BenchmarkDotNet.Running;
using Hark.Bench;

// dotnet run -c Release --project bench/Hark.Bench -- table [PART OF A NAME] [THREADS]     the quick table
// dotnet run -c Release --project bench/Hark.Bench -- -i --filter '*'                      BenchmarkDotNet, in this process
// dotnet run -c Release --project bench/Hark.Bench -- models KIND NAME THREADS             a worker of bench/compare
// dotnet run -c Release --project bench/Hark.Bench -- clips                                what a training clip costs
// dotnet run -c Release --project bench/Hark.Bench -- streams MODEL STREAMS SECONDS [WAV]  many live streams at once, of noise or of a recording
if (args is ["table", ..])
{
    string filter = args.Length > 1 ? args[1] : "";
    foreach (int threads in args.Length > 2 ? [int.Parse(args[2])] : (int[])[1, 2])
    {
        KernelTable.Print(Console.Out, filter, threads);
    }

    return;
}

if (args is ["models", string kind, string name, string workers])
{
    ModelWorker.Serve(kind, name, int.Parse(workers), Console.In, Console.Out);
    return;
}

if (args is ["clips"])
{
    ClipTable.Print(Console.Out);
    return;
}

if (args is ["streams", string weights, string streams, string seconds, .. { Length: <= 1 } sound])
{
    StreamLoad.Run(weights, int.Parse(streams), int.Parse(seconds), sound.FirstOrDefault(), Console.Out);
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(KernelTable).Assembly).Run(args);
