using Hark.Data;
using Hark.Evaluation;
using Hark.Layers;
using Hark.Models;
using Hark.Training;
using System.Diagnostics;

namespace Hark.Cli;

/// <summary>A training run from beginning to report.</summary>
internal sealed class TrainRun
{
    private readonly RunFolder _folder;
    private readonly ModelSettings _settings;
    private readonly DataSet _data;
    private readonly Screen _screen;
    private readonly bool _play;

    private TrainRun(RunFolder folder, ModelSettings settings, DataSet data, Screen screen, bool play)
    {
        _folder = folder;
        _settings = settings;
        _data = data;
        _screen = screen;
        _play = play;
    }

    private TrainingSettings Training => _settings.Training!;

    /// <summary>Begins a new run.</summary>
    public static int Start(ModelDefinition model, FrontEndSettings frontEnd, TrainingSettings training, string? classWeights, string folder, Screen screen, bool play)
    {
        DataSet data = OpenData(training, frontEnd, screen);
        training = training with { ClassWeights = classWeights is null ? null : ClassWeights.Parse(classWeights, data.Train) };
        var settings = new ModelSettings { Model = model.Name, Labels = [.. data.Labels], OtherWords = data.OtherWords, FrontEnd = frontEnd, Training = training };
        return new TrainRun(RunFolder.Create(folder), settings, data, screen, play).Go(resume: false);
    }

    /// <summary>Goes on with a run from its last checkpoint.</summary>
    public static int Resume(string run, int? epochs, int? threads, Screen screen, bool play)
    {
        RunFolder folder = RunFolder.Open(run);
        if (File.Exists(folder.HistoryCsv))
        {
            folder.Require(folder.Last, "It holds where the run stood, so the run cannot go on: put it back, or train again into another folder.");
        }

        ModelSettings settings = folder.ReadSettings();
        TrainingSettings training = settings.Training
            ?? throw new HarkException($"{folder.Settings}: does not say how the run was trained, so it cannot go on. Train again.");
        settings = settings with { Training = training with { Epochs = epochs ?? training.Epochs, Threads = threads ?? training.Threads } };
        DataSet data = OpenData(training, settings.FrontEnd, screen);
        if (!data.Train.Labels.SequenceEqual(settings.TrainedLabels, StringComparer.Ordinal))
        {
            throw new HarkException($"{run}: was trained on the labels {string.Join(", ", settings.TrainedLabels)}, but the data now has {data.Train.Labels}. Restore the data, or train anew.");
        }

        return new TrainRun(folder, settings, data, screen, play).Go(resume: true);
    }

    private static DataSet OpenData(TrainingSettings training, FrontEndSettings frontEnd, Screen screen)
    {
        DataSet data = DataSet.Open(training.Data ?? BundledFiles.Corpus, new DataOptions
        {
            Labels = training.Labels,
            Seed = training.Seed,
            RedrawEachEpoch = true,
            UnknownShare = training.UnknownShare,
            CutShare = training.CutShare,
            ApartFrom = training.ApartFrom,
            Negatives = training.Negatives,
            SampleRate = frontEnd.SampleRate,
            ClipSamples = frontEnd.ClipSamples,
        });
        data.EnsureTrainable();
        screen.Note($"data: {training.Data ?? "the bundled synthetic corpus"}: {data.Train.Count:N0} training, {data.Validation.Count:N0} validation, {data.Test.Count:N0} test clips, {data.Labels.Count} labels{(data.OtherWords.Count == 0 ? "" : $"; told apart in training: {string.Join(", ", data.OtherWords)}")}");
        DataText.Note(data.Summary, screen);
        return data;
    }

    private int Go(bool resume)
    {
        long started = Stopwatch.GetTimestamp();
        using var held = RunProcess.Hold(_folder);
        using Network network = ModelFile.Build(_settings);
        network.Initialize(Training.Seed);
        if (Training.From is { } from && !resume)
        {
            if (Training.Beside is { } beside)
            {
                ModelFile.LoadSideBySide(from, beside, network, _settings);
                _screen.Note($"begins with the weights of {from} and {beside}, side by side");
            }
            else
            {
                string? anew = ModelFile.LoadBeginning(from, network, _settings);
                _screen.Note($"begins with the weights of {from}{(anew is null ? "" : $"; its labels are others, so the last layer, {anew}, begins anew")}");
            }
        }

        using Optimizer optimizer = Training.CreateOptimizer();
        using WeightAverage? average = Training.CreateAverage();
        DetectionTrial? trial = Training.ChooseBy == WeightsChoice.FalseAlarms ? DetectionTrial.Open(Training.Data ?? BundledFiles.Corpus, _settings, Training.Threads) : null;
        using Teacher? teacher = Training.Teacher is { } taught ? Teacher.Load(taught, _settings) : null;
        using var trainer = new Trainer(network, optimizer, Training.CreateLoss(_data.Train.Labels), Training.Threads, Training.Seed)
        {
            Average = average,
            Teacher = teacher,
            LaterIsBetter = Training.ChooseBy == WeightsChoice.Latest,
            CountMisses = trial is null ? null : () => trial.Misses(network),
        };

        // A run that died before its first checkpoint goes on from its first step.
        if (resume && File.Exists(_folder.Last))
        {
            Checkpoint.Load(_folder.Last, trainer);
        }

        _screen.Note($"model: {_settings.Model}, {network.TrainableCount:N0} trainable parameters, {network.MultiplyAccumulates / 1e6:N1} M multiply-accumulates a clip; {trainer.Threads} threads");
        if (teacher is not null)
        {
            _screen.Note($"teacher: {Training.Teacher}, {teacher.Network.TrainableCount:N0} trainable parameters");
        }

        _screen.Note($"recipe: {Training.Recipe ?? "none"}, {Training.Epochs} epochs, batches of {Training.Batch}");
        _screen.Note($"run: {_folder.Path}");
        Batches train = Training.TrainBatches(_data, _settings.FrontEnd);
        if (Environment.ProcessorCount - trainer.Threads is > 0 and int spare)
        {
            // Processors that training leaves free make its batches ahead: the step then waits for none.
            train = train.Prefetch(batches: 2, threads: Math.Min(spare, trainer.Threads));
        }

        Batches validation = Training.ValidationBatches(_data, _settings.FrontEnd);
        var speed = new SpeedMeter();
        List<Callback> callbacks = [new RunRecorder(_folder, _settings), new HistoryPicture(_folder), speed, new TrainingProgress(_screen)];
        if (Training.Patience is { } patience)
        {
            callbacks.Add(new EarlyStopping(patience));
        }

        if (Training.CreateSchedule(train.StepsPerEpoch) is { } schedule)
        {
            callbacks.Add(schedule);
        }

        bool interrupted = false;
        using (new InterruptHandlers(() =>
        {
            interrupted = true;
            trainer.RequestStop();
        }))
        {
            callbacks.Add(new StopBeforeFirstStep(() => interrupted));
            trainer.Fit(train, validation, Training.Epochs, callbacks);
        }

        var outcome = new RunOutcome(_folder, _settings, _data, trainer.State.History, (speed.ClipsPerSecond, trainer.DataWaitShare), Stopwatch.GetElapsedTime(started));
        if (trainer.State.Epoch < Training.Epochs && !StoppedEarly(trainer.State))
        {
            _screen.Note($"stopped after {trainer.State.Epoch} of {Training.Epochs} epochs; go on with: hark train --resume {_folder.Path}");
            outcome.PrintJson(network, test: null, _screen);
            return interrupted ? ExitCode.Interrupted : ExitCode.Done;
        }

        // The figures are those of the best epoch's weights, which are what is kept.
        ModelFile.LoadParameters(_folder.Weights, network);
        outcome.Finish(network, trainer.Threads, _screen, _play);
        return ExitCode.Done;
    }

    /// <summary>Whether patience ended the run, as <see cref="EarlyStopping"/> does: it is then done, not broken off.</summary>
    private bool StoppedEarly(TrainingState state)
        => Training.Patience is { } patience && state.StepInEpoch == 0 && state.History.Best is { } best && state.Epoch - best.Epoch >= patience;

    /// <summary>Keeps a Ctrl-C that came before the fit began: the fit itself starts with a clean slate.</summary>
    private sealed class StopBeforeFirstStep(Func<bool> interrupted) : Callback
    {
        public override void OnTrainBegin(Trainer trainer)
        {
            if (interrupted())
            {
                trainer.RequestStop();
            }
        }
    }

    /// <summary>Training clips a second over all of the fit.</summary>
    private sealed class SpeedMeter : Callback
    {
        private TrainingClock? _clock;

        public double ClipsPerSecond { get; private set; }

        public override void OnTrainBegin(Trainer trainer) => _clock = new TrainingClock(trainer);

        public override void OnStepEnd(Trainer trainer, Score score) => _clock!.Count(score);

        public override void OnTrainEnd(Trainer trainer) => ClipsPerSecond = _clock!.ClipsPerSecond;
    }
}
