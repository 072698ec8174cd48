using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Win32.SafeHandles;

namespace Wellspring.Engine.Keys;

/// <summary>A full table on its way to disk, and how far the journal is covered once it is there.</summary>
internal sealed record SealedTable(KeyTable Table, long Covered, ImmutableArray<byte> Digest);

/// <summary>The tables on their way to disk and the runs that are there, tended by a thread of their own.</summary>
internal sealed class KeyRunSet : IDisposable
{
    private readonly string _folder;
    private readonly KeyIndexOptions _options;
    private readonly byte[] _page = new byte[KeyRun.PageBytes];
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _worker;

    /// <summary>Runs merged away. The writer closes their files, because it alone knows that no lookup is on.</summary>
    private readonly ConcurrentQueue<SafeFileHandle> _retired = new();

    /// <summary>Guards what both threads change: the view, the spare table and the failure.</summary>
    private readonly object _gate = new();

    /// <summary>Held while a manifest is written or deleted, so that a condemned one stays deleted.</summary>
    private readonly Lock _publishing = new();

    private volatile View _view;
    private volatile Exception? _failure;
    private KeyTable? _spare;
    private KeyEntry[] _sorted = [];
    private long _nextRun;
    private long _mergeBytes;
    private bool _condemned;

    public KeyRunSet(string folder, KeyIndexOptions options)
    {
        _folder = folder;
        _options = options;

        var manifest = KeyManifest.Load(folder, out var runs, out var reason);
        EmptyBecause = reason;
        Seed = manifest.Seed;
        _nextRun = manifest.NextRun;
        _view = new([], runs, manifest.Covered, manifest.Digest);
        _worker = Task.Factory.StartNew(
            Work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public ulong Seed { get; }

    public string? EmptyBecause { get; }

    public long Covered => _view.Covered;

    public ReadOnlySpan<byte> Digest => _view.Digest.AsSpan();

    public int Count => _view.Runs.Length;

    public long Keys => _view.Runs.Sum(run => run.Header.Keys);

    public long MemoryBytes
    {
        get
        {
            var view = _view;
            var tables = view.Waiting.Sum(waiting => waiting.Table.MemoryBytes)
                + (Volatile.Read(ref _spare)?.MemoryBytes ?? 0)
                + ((long)Volatile.Read(ref _sorted).Length * KeyEntry.Bytes);
            return tables + view.Runs.Sum(run => run.MemoryBytes) + Interlocked.Read(ref _mergeBytes);
        }
    }

    public bool TryFind(in KeyEntry wanted, out long value)
    {
        var view = _view;
        for (var index = view.Waiting.Length - 1; index >= 0; index--)
        {
            if (view.Waiting[index].Table.TryFind(wanted, out value))
            {
                return true;
            }
        }

        return TryFindInRuns(view.Runs, wanted, out value);
    }

    /// <summary>Takes a table over and gives an empty one for it; waits only if too many are on their way.</summary>
    public KeyTable Take(SealedTable table)
    {
        KeyTable? empty;
        lock (_gate)
        {
            while (_view.Waiting.Length >= _options.SealedLimit && _failure is null)
            {
                Monitor.Wait(_gate);
            }

            ThrowIfStopped();
            _view = _view with { Waiting = _view.Waiting.Add(table) };
            (empty, _spare) = (_spare, null);
            Monitor.PulseAll(_gate);
        }

        // Cleared here and not by the worker, which cannot know whether a lookup is still in it.
        empty?.Clear();
        return empty ?? new(_options.MemtableKeys);
    }

    public void WaitUntilFlushed()
    {
        lock (_gate)
        {
            while (_view.Waiting.Length > 0 && _failure is null)
            {
                Monitor.Wait(_gate);
            }
        }

        ThrowIfStopped();
    }

    /// <summary>Between lookups: closes the files of merged runs, and throws if the worker has failed.</summary>
    public void TidyUp()
    {
        ThrowIfStopped();
        while (_retired.TryDequeue(out var file))
        {
            file.Dispose();
        }
    }

    public IReadOnlyList<string> Verify()
    {
        var problems = new List<string>();
        lock (_publishing)
        {
            try
            {
                // Before the first checkpoint there is no manifest, and nothing that it could name.
                if (_view.Covered > 0 || _view.Runs.Length > 0)
                {
                    KeyManifest.Read(_folder);
                }
            }
            catch (Exception damage) when (damage is InvalidDataException or FileNotFoundException)
            {
                problems.Add(damage.Message);
            }
        }

        problems.AddRange(_view.Runs.SelectMany(run => run.Problems()));
        return problems;
    }

    public void Dispose()
    {
        if (_closing.IsCancellationRequested)
        {
            return;
        }

        _closing.Cancel();
        lock (_gate)
        {
            Monitor.PulseAll(_gate);
        }

        _worker.Wait();
        foreach (var file in _retired.Concat(_view.Runs.Select(run => run.File)))
        {
            file.Dispose();
        }
    }

    private bool TryFindInRuns(ImmutableArray<KeyRun> runs, in KeyEntry wanted, out long value)
    {
        try
        {
            foreach (var run in runs)
            {
                if (run.TryFind(wanted, _page, out value))
                {
                    return true;
                }
            }
        }
        catch (InvalidDataException damage)
        {
            Fail(damage);
            throw;
        }

        value = 0;
        return false;
    }

    private void ThrowIfStopped()
    {
        if (_failure is { } failure)
        {
            throw new IOException("The key index has stopped.", failure);
        }
    }

    /// <summary>Stops the index, for the writer to hear at its next seal or checkpoint.</summary>
    private void Fail(Exception failure)
    {
        lock (_gate)
        {
            _failure ??= failure;
            Monitor.PulseAll(_gate);
        }

        if (failure is InvalidDataException)
        {
            // A damaged run would only be found again: without a manifest, the next start begins empty instead.
            lock (_publishing)
            {
                _condemned = true;
                File.Delete(KeyManifest.PathIn(_folder));
            }
        }
    }

    private void Work()
    {
        try
        {
            while (WorkOnce(tierLimit: int.MaxValue) || WaitForWork())
            {
                // All that is to do is done in between.
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed amid a merge. Its unfinished file is gone, and the runs it was made from are still there.
        }
        catch (Exception failure)
        {
            Fail(failure);
        }
    }

    private bool WaitForWork()
    {
        lock (_gate)
        {
            while (_view.Waiting.IsEmpty && !_closing.IsCancellationRequested)
            {
                Monitor.Wait(_gate);
            }

            return !_closing.IsCancellationRequested;
        }
    }

    /// <summary>Does the most urgent piece of work, or returns false if there is none.</summary>
    /// <remarks>
    /// A flush goes before a merge, because the writer may be waiting for it; but a tier that is twice full goes
    /// before a flush, or a writer in a hurry would leave more and more runs, and every lookup asks them all.
    /// </remarks>
    private bool WorkOnce(int tierLimit)
    {
        _closing.Token.ThrowIfCancellationRequested();
        var waiting = _view.Waiting;
        var due = NextMerge(tierLimit, waiting.IsEmpty ? _options.MergeRuns : 2 * _options.MergeRuns);
        if (!due.IsEmpty)
        {
            Merge(due);
            return true;
        }

        if (!waiting.IsEmpty)
        {
            Flush(waiting[0]);
            return true;
        }

        return false;
    }

    private void Flush(SealedTable oldest)
    {
        var runs = _view.Runs;
        if (oldest.Table.Count > 0)
        {
            var entries = Sort(oldest.Table.Entries);
            using var writer = new KeyRunWriter(_folder, _nextRun++, entries.Length);
            foreach (ref readonly var entry in entries)
            {
                writer.Add(entry);
            }

            runs = runs.Insert(0, writer.Finish(tier: 0));
        }

        Publish(runs, oldest.Covered, oldest.Digest);
        lock (_gate)
        {
            _view = new(_view.Waiting.RemoveAt(0), runs, oldest.Covered, oldest.Digest);
            _spare = oldest.Table;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>A sorted copy: lookups still go to the table itself.</summary>
    private ReadOnlySpan<KeyEntry> Sort(ReadOnlySpan<KeyEntry> entries)
    {
        if (_sorted.Length < entries.Length)
        {
            Volatile.Write(ref _sorted, new KeyEntry[entries.Length]);
        }

        var sorted = _sorted.AsSpan(0, entries.Length);
        entries.CopyTo(sorted);
        sorted.Sort();
        return sorted;
    }

    /// <summary>The oldest runs of the lowest tier that has enough. Tiers never fall from new to old.</summary>
    private ImmutableArray<KeyRun> NextMerge(int tierLimit, int enough) => _view.Runs
        .GroupBy(run => run.Header.Tier)
        .Where(tier => tier.Key < tierLimit && tier.Count() >= enough)
        .Select(tier => tier.TakeLast(_options.MergeRuns).ToImmutableArray())
        .FirstOrDefault([]);

    private void Merge(ImmutableArray<KeyRun> inputs)
    {
        var tier = inputs[0].Header.Tier;
        using var writer = new KeyRunWriter(_folder, _nextRun++, inputs.Sum(run => run.Header.Keys));
        Interlocked.Add(ref _mergeBytes, writer.MemoryBytes);
        var step = 0L;
        foreach (var entry in KeyRunCursor.Merge(inputs))
        {
            writer.Add(entry);

            // Smaller work goes in between, so that even a merge of hours keeps no table waiting. Two steps for each
            // key flushed meanwhile: that is enough for this merge to be over before its tier is full again.
            if (++step % (2L * _options.MemtableKeys) == 0)
            {
                WorkOnce(tierLimit: tier);
            }
        }

        // Checkpoints make runs of a few keys. They stay below until they are worth a place among the full ones.
        var merged = writer.Finish(tier == 0 && writer.Keys < _options.MemtableKeys ? 0 : tier + 1);
        var place = _view.Runs.IndexOf(inputs[0]);
        var runs = _view.Runs.RemoveRange(place, inputs.Length).Insert(place, merged);
        Publish(runs, _view.Covered, _view.Digest);
        lock (_gate)
        {
            _view = _view with { Runs = runs };
        }

        Interlocked.Add(ref _mergeBytes, -writer.MemoryBytes);
        foreach (var input in inputs)
        {
            _retired.Enqueue(input.File);
            File.Delete(KeyRun.PathOf(_folder, input.Header.Number));
        }
    }

    private void Publish(ImmutableArray<KeyRun> runs, long covered, ImmutableArray<byte> digest)
    {
        lock (_publishing)
        {
            if (_condemned)
            {
                throw new InvalidDataException("a lookup has found a damaged run");
            }

            var listed = runs.Select(run => new KeyManifest.Run(run.Header.Number, run.Header.Hash));
            new KeyManifest(Seed, covered, digest, _nextRun, [.. listed]).Write(_folder);
        }
    }

    /// <summary>What lookups see, swapped as a whole: the waiting tables oldest first, the runs newest first.</summary>
    private sealed record View(
        ImmutableArray<SealedTable> Waiting, ImmutableArray<KeyRun> Runs, long Covered, ImmutableArray<byte> Digest);
}
