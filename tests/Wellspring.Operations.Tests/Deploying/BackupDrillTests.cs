using System.Net;

namespace Wellspring.Operations.Tests.Deploying;

/// <summary>The nightly drill on a platform that runs: backed up, restored, verified, and served again.</summary>
public sealed class BackupDrillTests : IDisposable
{
    private readonly Programs _programs = new();

    [Fact]
    public async Task A_running_platform_is_backed_up_and_its_restored_copy_serves()
    {
        string shop = _programs["shop"], backups = _programs["backups"];
        await using (await _programs.ServeAsync(
            null, "--data", shop, "--plan", Repository.Path("plans/starter.json")))
        {
            (await _programs.RunAsync(
                "key", "create", "--data", shop, "--name", "till", "--scope", "members:read")).Exits(0);
            (await DrillAsync(shop, backups, "1")).Exits(0);
            (await DrillAsync(shop, backups, "1")).Exits(0);
        }

        // One is kept, and nothing of the trial.
        var backup = Assert.Single(Directory.GetDirectories(backups));
        Assert.StartsWith("platform-", Path.GetFileName(backup), StringComparison.Ordinal);
        (await _programs.RunAsync("restore", "--data", _programs["again"], backup)).Exits(0);
        await using var again = await _programs.ServeAsync(null, "--data", _programs["again"]);
        using var client = new HttpClient();
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri(again.Address, "/health/ready"))).StatusCode);
        var keys = (await _programs.RunAsync("key", "list", "--data", _programs["again"])).Exits(0);
        Assert.Contains("till", keys.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backup_and_a_move_take_every_file_that_the_settings_name()
    {
        string shop = _programs["shop"], restored = _programs["restored"], moved = _programs["moved"];
        await using (await _programs.ServeAsync(null, "--data", shop, "--plan", Repository.Path("plans/starter.json")))
        {
        }

        string[] own = ["malls.json", "mail.password", Path.Combine("secrets", "channel.pem")];
        foreach (var name in own)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(shop, name))!);
            await File.WriteAllTextAsync(Path.Combine(shop, name), name == "malls.json" ? "[]" : name);
        }

        Directory.CreateDirectory(Path.Combine(shop, "exports"));
        await File.WriteAllTextAsync(Path.Combine(shop, "exports", "made-again.csv"), "");
        (await _programs.RunAsync("backup", "--data", shop, "--out", Path.Combine(shop, "backup"))).Exits(0);
        (await _programs.RunAsync("restore", "--data", restored, Path.Combine(shop, "backup"))).Exits(0);
        (await _programs.RunAsync("move", "--from", shop, "--to", moved)).Exits(0);

        foreach (var place in (string[])[restored, moved])
        {
            Assert.All(own, name => Assert.Equal(
                File.ReadAllText(Path.Combine(shop, name)), File.ReadAllText(Path.Combine(place, name))));
            Assert.Equal(
                Directory.GetFiles(Path.Combine(shop, "keys")).Select(Path.GetFileName).Order(),
                Directory.GetFiles(Path.Combine(place, "keys")).Select(Path.GetFileName).Order());
            Assert.False(Directory.Exists(Path.Combine(place, "exports")));
            Assert.False(Directory.Exists(Path.Combine(place, "backup")));
        }
    }

    [Fact]
    public async Task A_backup_of_which_a_byte_was_changed_is_refused_and_leaves_nothing()
    {
        string shop = _programs["shop"], backup = _programs["backup"];
        await using (await _programs.ServeAsync(
            null, "--data", shop, "--plan", Repository.Path("plans/starter.json")))
        {
            (await _programs.RunAsync("backup", "--data", shop, "--out", backup)).Exits(0);
        }

        foreach (var file in (string[])["shop.db", "pool.backup", Path.Combine("keys", "added")])
        {
            var path = Path.Combine(backup, file);
            var before = File.Exists(path) ? await File.ReadAllBytesAsync(path) : null;
            byte[] changed = before is null ? [1] : [.. before];
            changed[changed.Length / 2] ^= 1;
            await File.WriteAllBytesAsync(path, changed);

            var said = (await _programs.RunAsync("restore", "--data", _programs["again"], backup)).Exits(3);

            Assert.Contains(Path.GetFileName(file), said.Errors, StringComparison.Ordinal);
            Assert.False(Directory.Exists(_programs["again"]));
            if (before is null)
            {
                File.Delete(path);
            }
            else
            {
                await File.WriteAllBytesAsync(path, before);
            }
        }

        (await _programs.RunAsync("restore", "--data", _programs["again"], backup)).Exits(0);
    }

    public void Dispose() => _programs.Dispose();

    private async Task<Said> DrillAsync(string shop, string backups, string keep)
    {
        // Names are by the second.
        await Task.Delay(TimeSpan.FromMilliseconds(1_100), TestContext.Current.CancellationToken);
        return await _programs.RunProgramAsync(
            Repository.Path("deploy/backup-drill"),
            new Dictionary<string, string> { ["WELLSPRING"] = Programs.Wellspring }, shop, backups, keep);
    }
}
