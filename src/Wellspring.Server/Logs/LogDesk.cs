using System.Collections.Immutable;
using System.Text;
using Microsoft.Extensions.Logging;
using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Engine;
using Wellspring.Proof;
using Wellspring.Server.Hosting;
using Wellspring.Server.Proofs;
using Wellspring.Storage;
using Wellspring.Storage.PublicLogs;

namespace Wellspring.Server.Logs;

/// <summary>The public log while the server runs: follows the journal, signs checkpoints, keeps cosignatures.</summary>
internal sealed class LogDesk(LogPlace place, ILogger<LogDesk> log) : IProvesRecords, IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(500);

    // What is later is no time that anybody could read.
    private static readonly long EndOfTime = new DateTimeOffset(9999, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();

    private readonly SemaphoreSlim _running = new(1, 1);
    private readonly LogKeys _keys = place.Keys;
    private readonly PublicLogBook _book = new();
    private readonly Lock _taking = new();
    private NoteSigner? _signer;
    private volatile SignedNote? _newest;
    private long _size;
    private long _ranAt = long.MinValue;
    private long _begun;
    private long _done;

    /// <summary>Whether the journal lacks what was signed before: nothing is signed until somebody looked.</summary>
    public bool IsContradicted { get; private set; }

    /// <summary>The newest checkpoint; null before the first.</summary>
    public SignedNote? Newest => _newest;

    /// <summary>How many entries the newest checkpoint signs.</summary>
    public long Size => Interlocked.Read(ref _size);

    /// <summary>Whether it stood at the journal's end a moment ago.</summary>
    public bool IsFresh =>
        _newest is not null && _ranAt != long.MinValue && place.Wall.GetElapsedTime(_ranAt) < Fresh;

    /// <summary>The key of the newest checkpoint; null too between a change of it and the next signing.</summary>
    public NoteVerifier? Key =>
        _newest is { } note && _signer?.Verifier is { } key && note.IsSignedBy(key) ? key : null;

    /// <summary>Follows the journal to its end and signs what is new.</summary>
    public Task RunAsync(CancellationToken cancellation) => RunAsync(cancellation, cancellation);

    /// <remarks>Of those who wait for the one under way, the first looks for all: it sees what each came for.</remarks>
    /// <param name="patience">Ends waiting for whoever follows it now, and nothing that has begun.</param>
    public async Task RunAsync(CancellationToken patience, CancellationToken cancellation)
    {
        var came = Interlocked.Read(ref _begun);
        await _running.WaitAsync(patience);
        try
        {
            if (_done > came)
            {
                return;
            }

            var run = Interlocked.Increment(ref _begun);
            _signer ??= _keys.Open(place.Origin());
            await ChangeKeyAsync(cancellation);
            await Task.Run(() => CatchUp(cancellation), cancellation);
            Sign();
            (_ranAt, _done) = (place.Wall.GetTimestamp(), run);
        }
        finally
        {
            _running.Release();
        }
    }

    /// <summary>The same for a caller who wants to see the present, unless that was a moment ago.</summary>
    public Task RefreshAsync(CancellationToken cancellation) => IsFresh ? Task.CompletedTask : RunAsync(cancellation);

    public async Task<RecordProof?> ProveAsync(long index, CancellationToken cancellation)
    {
        if (index >= Size)
        {
            await RunAsync(cancellation);
        }

        if (_signer?.Verifier is not { } key || _newest is not { } note || !note.IsSignedBy(key)
            || Checkpoint.Parse(note.Text) is var point && index >= point.Size)
        {
            return null;
        }

        var entry = Entries(index, index + 1).Single();
        return new(
            point.Origin, Encoding.UTF8.GetString(entry), [.. _book.Inclusion(index, point.Size)], note.ToString(),
            key.ToString());
    }

    /// <summary>Entries as far as they are signed.</summary>
    public List<byte[]> Entries(long from, long until)
    {
        using var journal = place.Directory().OpenToRead();
        return [.. PublicLogBook.Entries(journal, from, Math.Min(until, Size))];
    }

    public IReadOnlyList<Digest> Inclusion(long index, long size) => _book.Inclusion(index, size);

    public IReadOnlyList<Digest> Consistency(long earlier, long later) => _book.Consistency(earlier, later);

    /// <summary>The newest checkpoint, with the signatures of witnesses who saw just it.</summary>
    public SignedNote? WithWitnesses() => _newest is not { } note ? null : note with
    {
        Signatures =
        [
            .. note.Signatures,
            .. Cosigned().Where(one => one.Note.Text == note.Text).SelectMany(one =>
                Own(one.Note, one.Witness).Signatures),
        ],
    };

    /// <summary>What each witness saw last.</summary>
    public IEnumerable<(NoteVerifier Witness, SignedNote Note)> Cosigned() =>
        from witness in place.Witnesses.All
        let note = _keys.CosignedBy(witness)
        where note is not null
        select (witness, note);

    public IReadOnlyList<WitnessSight> Witnesses() =>
    [
        .. Cosigned().Select(one => new WitnessSight(
            one.Witness.Name, Checkpoint.Parse(one.Note.Text).Size,
            Instant.From(DateTimeOffset.FromUnixTimeSeconds(one.Note.SeenBy(one.Witness) ?? 0)))),
    ];

    /// <summary>
    /// Takes a cosignature. False where no witness of ours signed it, it is not of this log, or a newer one is kept.
    /// </summary>
    public bool Take(SignedNote cosigned)
    {
        var point = Checkpoint.Parse(cosigned.Text);
        if (_signer is null || point.Origin != _signer.Verifier.Name || point.Size > Size || !_book.Continues(point))
        {
            return false;
        }

        lock (_taking)
        {
            var newer = place.Witnesses.All.Where(witness =>
                cosigned.SeenBy(witness) is { } time && time >= 0 && time < EndOfTime
                && !IsOld(witness, point.Size, time)).ToList();
            newer.ForEach(witness => _keys.Keep(witness, Own(cosigned, witness)));
            return newer.Count > 0;
        }
    }

    /// <summary>Waits for what is under way; from then on it follows nothing.</summary>
    public Task StopAsync() => _running.WaitAsync();

    public void Dispose() => _running.Dispose();

    private bool IsOld(NoteVerifier witness, long size, long time) =>
        _keys.CosignedBy(witness) is { } kept && Checkpoint.Parse(kept.Text).Size is var before
        && (before > size || (before == size && kept.SeenBy(witness) > time));

    // Whatever else stands under the note, nobody has looked at.
    private static SignedNote Own(SignedNote note, NoteVerifier witness) => note with
    {
        Signatures =
        [
            .. note.Signatures.Where(one => one.KeyId == witness.Id && one.Name == witness.Name).Take(1),
        ],
    };

    // A statement that both keys sign goes into the log first; then the new key signs everything from there on.
    private async Task ChangeKeyAsync(CancellationToken cancellation)
    {
        if (_keys.Next() is not { } next)
        {
            return;
        }

        if (next.Verifier == _signer!.Verifier)
        {
            // The last change was broken off when the log had it and the key lay in its place already.
            _keys.TakeNext();
            return;
        }

        var answer = await place.SubmitAsync(
            new PoolCommand.PublishStatement(
                $"log-key:{next.Verifier.Id:x8}", Instant.From(_keys.NextMadeAt), StatementTopic.LogKey,
                LogKeyChange.Write(_signer, next)), cancellation);
        if (answer.Kind is AnswerKind.Done or AnswerKind.Repeated)
        {
            _keys.TakeNext();
            _signer = next;
            log.LogWarning("the public log is signed with a new key from now on: {Key}", next.Verifier);
        }
        else
        {
            log.LogError("the new key of the public log was not taken: {Kind}", answer.Kind);
        }
    }

    private void CatchUp(CancellationToken cancellation)
    {
        using var journal = place.Directory().OpenToRead();
        _book.CatchUp(journal, progress: null, cancellation);
    }

    private void Sign()
    {
        if (_newest is null && _keys.Signed() is { } before && !_book.Continues(Checkpoint.Parse(before.Text)))
        {
            if (!IsContradicted)
            {
                log.LogCritical(
                    "the journal does not hold what the public log has signed ({Size} entries): nothing is signed. "
                    + "Restore the later backup, or tell the witnesses why history was cut off", _book.Size);
            }

            IsContradicted = true;
            return;
        }

        var size = _book.Size;
        if (size > 0 && (size != Size || _newest is null || !_newest.IsSignedBy(_signer!.Verifier)))
        {
            var note = _book.Sign(_signer!, size);
            _keys.Keep(note);
            (_newest, IsContradicted) = (note, false);
            Interlocked.Exchange(ref _size, size);
        }
    }
}

/// <summary>What a public log follows, and what it is signed with.</summary>
/// <param name="Directory">The pool, once it is open.</param>
/// <param name="SubmitAsync">Puts a statement into the pool.</param>
/// <param name="Origin">The name of a log that has no key yet.</param>
internal sealed record LogPlace(
    Func<PoolDirectory> Directory, Func<PoolCommand, CancellationToken, Task<Answer>> SubmitAsync,
    Func<string> Origin, LogKeys Keys, LogWitnesses Witnesses, TimeProvider Wall)
{
    /// <summary>That of the platform that this server runs.</summary>
    public static LogPlace Of(Site site, LogWitnesses witnesses) => new(
        () => site.Pool.Directory, (command, cancellation) => site.Pool.SubmitAsync(command, cancellation),
        () => site.Settings.Find("log:origin") is { Length: > 0 } origin
            ? origin
            : $"{site.PublicUrl.Host}/{site.Pool.Plan.Settings.Id}",
        new(site.KeyFolder, site.Options.Shelf), witnesses, site.Options.Wall);
}

/// <summary>The witnesses 见证方 whose cosignatures this server shows.</summary>
internal sealed record LogWitnesses(ImmutableArray<NoteVerifier> All);
