using Hark.Audio;
using Hark.Models;
using Hark.Studio.Hosting;
using Hark.Studio.Training;
using Hark.Training;

namespace Hark.Studio.Listening;

/// <summary>Models in use: kept in memory, loaded anew when their file changes, which it does while a run goes on.</summary>
internal sealed class LoadedModels(StudioOptions options, RunLocations runs) : IDisposable
{
    /// <summary>What the page calls the model that comes with Hark.</summary>
    public const string Shipped = "shipped";

    private const int Most = 3;
    private readonly Lock _lock = new();
    private readonly List<Loaded> _models = [];

    /// <summary>The models there are: the shipped one, then runs, the newest first.</summary>
    public IReadOnlyList<string> Names()
    {
        IEnumerable<string> trained = runs.Names().Where(name => File.Exists(Path.Combine(runs.NewPath(name), ModelFile.WeightsName)));
        return [.. options.Model is null ? [] : new[] { Shipped }, .. trained];
    }

    /// <summary>The weights file of a model; without a name, of the first there is.</summary>
    /// <exception cref="HarkException">There is none.</exception>
    public (string Name, string Path) Find(string? name)
    {
        name ??= Names() is [var first, ..] ? first : throw new HarkException("There is no trained model yet: train one first.");
        if (name == Shipped)
        {
            return (name, options.Model ?? throw new HarkException("No model comes with this Hark: train one first."));
        }

        RunFolder folder = runs.Open(name);
        return (name, folder.Require(folder.Weights, "The run has not finished its first epoch, or the file was removed. Wait, or choose another model."));
    }

    /// <summary>Lends the model to <paramref name="use"/>: it stays in memory until that has ended, though newer ones push it out.</summary>
    public T Use<T>(string? name, Func<string, Classifier, T> use)
    {
        using LentModel model = Lend(name);
        return use(model.Name, model.Words);
    }

    /// <summary>The same, until it is given back.</summary>
    /// <param name="name">Null takes the first there is.</param>
    /// <param name="live">Whether a stream is to be heard: another model is shipped for that.</param>
    public LentModel Lend(string? name, bool live = false)
    {
        (string found, string path) = Find(name);
        if (live && found == Shipped)
        {
            path = options.LiveModel ?? path;
        }

        Loaded model = Take(path);
        return new LentModel(found, model.Words, model.Return);
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _models.ForEach(m => m.Retire());
            _models.Clear();
        }
    }

    private Loaded Take(string path)
    {
        lock (_lock)
        {
            DateTime written = File.GetLastWriteTimeUtc(path);
            Loaded? model = _models.Find(m => m.Path == path);
            if (model is not null && model.Written != written)
            {
                _models.Remove(model);
                model.Retire();
                model = null;
            }

            if (model is null)
            {
                model = new Loaded(path, written, Ready(path));
                _models.Add(model);
                if (_models.Count > Most)
                {
                    _models[0].Retire();
                    _models.RemoveAt(0);
                }
            }

            return model.Borrow();
        }
    }

    /// <summary>Loaded, and used once, so that the first answer comes as fast as the others.</summary>
    private static Classifier Ready(string path)
    {
        Classifier words = Classifier.Load(path);
        words.Predict(new AudioClip(new float[words.Settings.FrontEnd.ClipSamples], words.Settings.FrontEnd.SampleRate));
        return words;
    }

    /// <summary>Counts its users: the last one out disposes it.</summary>
    private sealed class Loaded(string path, DateTime written, Classifier words)
    {
        private int _users = 1;

        public string Path => path;

        public DateTime Written => written;

        public Classifier Words => words;

        public Loaded Borrow()
        {
            Interlocked.Increment(ref _users);
            return this;
        }

        public void Return()
        {
            if (Interlocked.Decrement(ref _users) == 0)
            {
                words.Dispose();
            }
        }

        public void Retire() => Return();
    }
}

/// <summary>A model in use; disposing gives it back.</summary>
internal sealed class LentModel(string name, Classifier words, Action giveBack) : IDisposable
{
    public string Name => name;

    public Classifier Words => words;

    public void Dispose() => giveBack();
}
