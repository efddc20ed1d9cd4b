namespace Hark.Data;

/// <summary>
/// Brings a public set to this disk. All that is unfinished lies in <c>FOLDER.download</c>: the archive (<c>.part</c> until its checksum is
/// right) and <c>unpacked</c>, which becomes FOLDER by one renaming when it is whole. A process killed anywhere leaves no FOLDER, and the next
/// one goes on from what is there.
/// </summary>
internal sealed class DataSetDownload
{
    /// <summary>Files and folders that a set may have: several times as many as the largest has.</summary>
    private const int MostEntries = 500_000;

    private readonly PublicDataSet _set;
    private readonly DownloadOptions _options;
    private readonly string _folder;
    private readonly string _work;
    private readonly Uri _address;
    private readonly string _archive;
    private readonly DownloadChecksum _checksum;

    public DataSetDownload(PublicDataSet set, DownloadOptions options)
    {
        options.Validate();
        _set = set;
        _options = options;
        _folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.Folder ?? set.DefaultFolder));
        _work = _folder + ".download";
        _address = options.Address ?? set.Address;
        _archive = Path.Combine(_work, set.FileName);
        _checksum = new DownloadChecksum(set, options, _folder, Source);
    }

    private string Unpacked => Path.Combine(_work, "unpacked");

    private string Source => _options.ArchiveFile ?? _address.AbsoluteUri;

    public async Task<DownloadedDataSet> RunAsync(CancellationToken cancellation)
    {
        try
        {
            if (AlreadyThere() is { } there)
            {
                return there;
            }

            Directory.CreateDirectory(_work);
            try
            {
                return await BringAsync(cancellation);
            }
            finally
            {
                if (!Directory.EnumerateFileSystemEntries(_work).Any())
                {
                    Directory.Delete(_work);
                }
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new HarkException($"{_folder}: cannot be written ({error.Message.TrimEnd('.')}). Check that the folder above may be written to and has room, or name another with --out.", error);
        }
    }

    private async Task<DownloadedDataSet> BringAsync(CancellationToken cancellation)
    {
        using FileStream held = Hold();
        Discard(Unpacked);
        string sum = _options.ArchiveFile is { } file ? TakeFile(file, cancellation) : await FetchAsync(cancellation);
        DownloadedDataSet brought = Finish(sum, cancellation);
        if (_options.KeepArchive && File.Exists(_archive))
        {
            return brought with { Archive = _archive };
        }

        foreach (string left in new[] { _archive, _archive + ".part", _archive + ".part.json" })
        {
            File.Delete(left);
        }

        return brought;
    }

    private DownloadedDataSet? AlreadyThere()
    {
        if (!Path.Exists(_folder) || (Directory.Exists(_folder) && !Directory.EnumerateFileSystemEntries(_folder).Any()))
        {
            return null;
        }

        return DownloadReceipt.Read(_folder) switch
        {
            { } receipt when receipt.Set == _set.Name && Path.Exists(_set.DataPath(_folder)) => Result(receipt, alreadyThere: true),
            { } receipt => throw new HarkException($"{_folder}: holds the set {receipt.Set}, or what is left of it. Name another folder with --out, or remove it."),
            null => throw new HarkException($"{_folder}: is there already, and 'hark data download' did not make it. If it is the set, use it with --data; else name another folder with --out."),
        };
    }

    /// <summary>One download at a time into a folder.</summary>
    private FileStream Hold()
    {
        string path = Path.Combine(_work, "lock");
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException error) when (File.Exists(path))
        {
            throw new HarkException($"{_work}: another download into it is under way. Wait for it to end, or name another folder with --out.", error);
        }
    }

    /// <summary>The archive from the network, checked; returns its SHA-256.</summary>
    private async Task<string> FetchAsync(CancellationToken cancellation)
    {
        if (File.Exists(_archive))
        {
            // An earlier run checked it and was stopped while it unpacked.
            string sum = FileHash.Sha256(_archive, _options, cancellation);
            if (sum == _checksum.Expected)
            {
                RequireRoom(0);
                return sum;
            }

            _options.Notice?.Invoke($"{_archive}: is not what is expected: the download begins again.");
            File.Delete(_archive);
        }

        for (bool resumed = true; ; resumed = false)
        {
            using PartialFile part = PartialFile.Open(_archive + ".part", _address, _options, cancellation);
            resumed &= part.Length > 0;
            using (var download = new ResumableDownload(_set, _address, part, _options, RequireRoom))
            {
                await download.FetchAsync(cancellation);
            }

            string sum = part.Sha256();
            if (_checksum.Expected is not { } expected || sum == expected)
            {
                _checksum.Record(sum);
                part.Finish(_archive);
                return sum;
            }

            part.Begin(origin: null);
            if (!resumed)
            {
                throw _checksum.Wrong(sum, expected, "What was downloaded has been removed.");
            }

            _options.Notice?.Invoke("the checksum is wrong, perhaps of what an earlier download left: the download begins again.");
        }
    }

    /// <summary>A file that a person brought, checked; returns its SHA-256.</summary>
    private string TakeFile(string file, CancellationToken cancellation)
    {
        if (!File.Exists(file))
        {
            throw new HarkException($"{file}: there is no such file. Give the file that was downloaded from {_set.Address}.");
        }

        RequireRoom(_set.IsPacked ? 0 : new FileInfo(file).Length);
        string sum = FileHash.Sha256(file, _options, cancellation);
        if (_checksum.Expected is { } expected && sum != expected)
        {
            throw _checksum.Wrong(sum, expected, "It was left where it is.");
        }

        _checksum.Record(sum);
        return sum;
    }

    private DownloadedDataSet Finish(string sum, CancellationToken cancellation)
    {
        string archive = _options.ArchiveFile ?? _archive;
        long archiveBytes = new FileInfo(archive).Length;
        try
        {
            Directory.CreateDirectory(Unpacked);
            (int files, long bytes) = _set.IsPacked
                ? TarUnpacker.Unpack(archive, Unpacked, new TarUnpacker.Limits(_set.UnpackedBytes, MostEntries), _options, cancellation)
                : (1, archiveBytes);
            var receipt = new DownloadReceipt(_set.Name, Source, archiveBytes, sum, files, bytes);
            receipt.Write(Unpacked);
            if (!_set.IsPacked)
            {
                Place(archive, Path.Combine(Unpacked, _set.FileName));
            }

            if (Directory.Exists(_folder))
            {
                Directory.Delete(_folder);
            }

            Directory.Move(Unpacked, _folder);
            return Result(receipt, alreadyThere: false);
        }
        catch
        {
            Discard(Unpacked);
            throw;
        }
    }

    /// <summary>What was fetched is moved; what a person brought stays.</summary>
    private void Place(string file, string target)
    {
        if (_options.ArchiveFile is null)
        {
            File.Move(file, target);
        }
        else
        {
            File.Copy(file, target);
        }
    }

    private DownloadedDataSet Result(DownloadReceipt receipt, bool alreadyThere) => new()
    {
        Name = receipt.Set,
        Path = _set.DataPath(_folder),
        Source = receipt.Source,
        ArchiveBytes = receipt.ArchiveBytes,
        Sha256 = receipt.Sha256,
        Files = receipt.Files,
        Bytes = receipt.Bytes,
        AlreadyThere = alreadyThere,
    };

    private void RequireRoom(long toCome)
        => FreeSpace.Require(_work, Math.Max(toCome, 0) + _set.UnpackedBytes, _set.IsPacked ? "the archive and what is unpacked from it" : "the file");

    private static void Discard(string folder)
    {
        try
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // What remains is removed by the next download; a failure before this one is the one to report.
        }
    }
}
