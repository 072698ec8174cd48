using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Wellspring.Core;
using Wellspring.Server.Hosting;
using Wellspring.Shop;
using Wellspring.Shop.Legacy;

namespace Wellspring.Server.Console.Legacy;

/// <summary>A file of claims that somebody brought, how far it is read or registered, and what came of it.</summary>
/// <param name="Done">Of <paramref name="Total"/>: bytes while it is read, claims while they are registered.</param>
public sealed record ClaimUpload(
    string Name, string Path, bool IsRunning, long Done, long Total, ImportReport? Report, Bilingual? Failed)
{
    /// <summary>Whether the claims were registered.</summary>
    public bool IsDone => !IsRunning && Report is { } report && report.Done.Claims + report.Refused > 0;
}

/// <summary>
/// Reads and registers files of claims beside the work of the day; whoever brought one may leave the page. One file a
/// person, held in the data directory until it is registered or replaced.
/// </summary>
public sealed class ClaimUploads(
    Site site, ClaimImports imports, IHostApplicationLifetime lifetime, ILogger<ClaimUploads> log) : IDisposable
{
    public const long MostBytes = 200L * 1024 * 1024;
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
    public async Task ReadAsync(string person, string name, Stream content)
    {
        Sweep();
        var path = Path.Combine(Folder, Ids.New("up") + ".csv");
        await using (var file = File.Create(path))
        {
            await content.CopyToAsync(file, lifetime.ApplicationStopping);
        }

        if (Of(person) is { } before)
        {
            File.Delete(before.Path);
        }

        Note(person, new(Path.GetFileName(name), path, IsRunning: true, 0, new FileInfo(path).Length, null, null));
        _ = Task.Run(() => RunAsync(person, path, (file, said, stop) => imports.DryRunAsync(file, said, stop)));
    }

    /// <summary>Begins to register what was read; false where no clean file lies here.</summary>
    public bool Register(string person)
    {
        lock (_noting)
        {
            if (_uploads.GetValueOrDefault(person) is not { IsRunning: false, Report: { IsClean: true } report } upload
                || upload.IsDone)
            {
                return false;
            }

            _uploads[person] = upload with { IsRunning = true, Done = 0, Total = report.New.Claims };
            _ = Task.Run(() => RunAsync(person, upload.Path, (file, said, stop) => imports.RunAsync(
                file, upload.Name, person, said, stop)));
            return true;
        }
    }

    public void Dispose() => _alone.Dispose();

    private async Task RunAsync(
        string person, string path,
        Func<Stream, Action<long, long>, CancellationToken, Task<ImportReport>> work)
    {
        try
        {
            await _alone.WaitAsync(lifetime.ApplicationStopping);
            try
            {
                ImportReport report;
                await using (var file = File.OpenRead(path))
                {
                    report = await work(
                        file, (done, total) => Change(person, path, one => one with { Done = done, Total = total }),
                        lifetime.ApplicationStopping);
                }

                Change(person, path, one => one with { IsRunning = false, Report = report });
                if (Of(person) is { IsDone: true } done && done.Path == path)
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

    private void Note(string person, ClaimUpload upload)
    {
        lock (_noting)
        {
            _uploads[person] = upload;
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
