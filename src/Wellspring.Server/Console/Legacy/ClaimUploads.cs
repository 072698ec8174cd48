using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Wellspring.Core;
using Wellspring.Server.Hosting;
using Wellspring.Shop;
using Wellspring.Shop.Legacy;

namespace Wellspring.Server.Console.Legacy;

/// <summary>A file that somebody brought, how far it is read or registered, and what came of it.</summary>
/// <param name="IsList">Whether it is a list of people of the old platform, and not of claims.</param>
/// <param name="Done">Of <paramref name="Total"/>: bytes while it is read, rows while they are registered.</param>
public sealed record ClaimUpload(
    string Name, string Path, bool IsList, bool IsRunning, long Done, long Total)
{
    /// <summary>What a file of claims is or was; null before it is read.</summary>
    public ImportReport? Report { get; init; }

    /// <summary>What a list of people is or was; null before it is read.</summary>
    public MemberReport? People { get; init; }

    public Bilingual? Failed { get; init; }

    /// <summary>Whether it was registered.</summary>
    public bool IsDone { get; init; }

    /// <summary>Whether it was read, is without a mistake and brings something.</summary>
    public bool IsReady => !IsRunning && !IsDone
        && (Report is { IsClean: true, New.Claims: > 0 } || People is { IsClean: true, Noted: > 0 });
}

/// <summary>
/// Reads and registers files of the old platform beside the work of the day; whoever brought one may leave the page.
/// One file a person, held in the data directory until it is registered or replaced.
/// </summary>
public sealed class ClaimUploads(
    Site site, ClaimImports imports, MemberImports people, IHostApplicationLifetime lifetime,
    ILogger<ClaimUploads> log) : IDisposable
{
    public const long MostBytes = 200L * 1024 * 1024;
    private const long SayEvery = 1 << 19;
    private readonly Dictionary<string, ClaimUpload> _uploads = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _alone = new(1, 1);
    private readonly Lock _noting = new();
    private bool _isSwept;

    private string Folder => Path.Combine(site.Options.Folder, "imports");

    /// <summary>What this person brought last; null where nothing lies here.</summary>
    public ClaimUpload? Of(string person)
    {
        lock (_noting)
        {
            return _uploads.GetValueOrDefault(person);
        }
    }

    /// <summary>Takes a file in and begins its dry run.</summary>
    /// <param name="said">Told how many bytes have come.</param>
    public async Task ReadAsync(string person, string name, bool isList, Stream content, Action<long> said)
    {
        Sweep();
        var path = Path.Combine(Folder, Ids.New("up") + ".csv");
        await using (var file = File.Create(path))
        {
            await TakeAsync(content, file, said);
        }

        if (Of(person) is { } before)
        {
            File.Delete(before.Path);
        }

        var upload = new ClaimUpload(
            Path.GetFileName(name), path, isList, IsRunning: true, 0, new FileInfo(path).Length);
        lock (_noting)
        {
            _uploads[person] = upload;
        }

        Begin(person, path, async (file, said, stop) => isList
            ? upload with { People = people.DryRun(file, said, stop) }
            : upload with { Report = await imports.DryRunAsync(file, said, stop) });
    }

    /// <summary>Begins to register what was read; false where no clean file lies here.</summary>
    public bool Register(string person)
    {
        ClaimUpload upload;
        lock (_noting)
        {
            if (_uploads.GetValueOrDefault(person) is not { IsReady: true } ready)
            {
                return false;
            }

            upload = ready with { IsRunning = true, Done = 0, Total = ready.Report?.New.Claims ?? ready.People!.Noted };
            _uploads[person] = upload;
        }

        Begin(person, upload.Path, async (file, said, stop) => (upload.IsList
            ? upload with { People = people.Run(file, upload.Name, person, said, stop) }
            : upload with { Report = await imports.RunAsync(file, upload.Name, person, said, stop) })
            with { IsDone = true });
        return true;
    }

    public void Dispose() => _alone.Dispose();

    private async Task TakeAsync(Stream content, FileStream file, Action<long> said)
    {
        var (portion, next) = (new byte[1 << 16], 0L);
        int read;
        while ((read = await content.ReadAsync(portion, lifetime.ApplicationStopping)) > 0)
        {
            await file.WriteAsync(portion.AsMemory(0, read), lifetime.ApplicationStopping);
            if (file.Position >= next)
            {
                said(file.Position);
                next = file.Position + SayEvery;
            }
        }
    }

    private void Begin(
        string person, string path, Func<Stream, Action<long, long>, CancellationToken, Task<ClaimUpload>> work) =>
        _ = Task.Run(() => RunAsync(person, path, work));

    private async Task RunAsync(
        string person, string path, Func<Stream, Action<long, long>, CancellationToken, Task<ClaimUpload>> work)
    {
        try
        {
            await _alone.WaitAsync(lifetime.ApplicationStopping);
            try
            {
                ClaimUpload after;
                await using (var file = File.OpenRead(path))
                {
                    after = await work(
                        file, (done, total) => Change(person, path, one => one with { Done = done, Total = total }),
                        lifetime.ApplicationStopping);
                }

                Change(person, path, _ => after with { IsRunning = false });
                if (after.IsDone)
                {
                    File.Delete(path);
                }
            }
            finally
            {
                _alone.Release();
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops; the same file again goes on where it stopped.
        }
        catch (Exception failure)
        {
            log.LogError(failure, "reading or registering claims failed");
            Change(person, path, one => one with
            {
                IsRunning = false,
                Failed = new("没有做完。已登记的仍在；同一文件再导一次会接着做。",
                    "It did not finish. What was registered stays; bring the same file again to go on."),
            });
        }
    }

    // What an earlier run of the server left: nobody can register it any more, and names may stand in it.
    private void Sweep()
    {
        lock (_noting)
        {
            if (!_isSwept && Directory.Exists(Folder))
            {
                Directory.Delete(Folder, recursive: true);
            }

            _isSwept = true;
            Directory.CreateDirectory(Folder);
        }
    }

    // A file that was replaced meanwhile changes nothing any more.
    private void Change(string person, string path, Func<ClaimUpload, ClaimUpload> change)
    {
        lock (_noting)
        {
            if (_uploads.GetValueOrDefault(person) is { } one && one.Path == path)
            {
                _uploads[person] = change(one);
            }
        }
    }
}
