using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;

namespace Wellspring.Server.Tests.Api;

public sealed class RestartUnderLoadTests
{
    private const int Clients = 4;

    [Fact]
    public async Task A_kill_under_load_loses_nothing_that_was_acknowledged()
    {
        var folder = Directory.CreateTempSubdirectory("wellspring-kill-").FullName;
        try
        {
            var acknowledged = new ConcurrentDictionary<string, long>();
            var plan = Path.Combine(BuiltProgram.Root, "plans", "worked-example.json");
            string? key = null;
            for (var round = 1; round <= 2; round++)
            {
                var (program, address) = await BuiltProgram.ServeAsync(folder, "--data", "data", "--plan", plan);
                using (program)
                {
                    key ??= await NewKeyAsync(folder);
                    var clients = Enumerable.Range(1, Clients)
                        .Select(client => SendAsync(address, key, $"r{round}c{client}", acknowledged)).ToList();
                    await UntilAsync(() => acknowledged.Count >= round * 200);
                    await program.KillAsync();
                    await Task.WhenAll(clients);
                }
            }

            var (again, at) = await BuiltProgram.ServeAsync(folder, "--data", "data");
            using (again)
            {
                using var caller = new Caller(at, key);
                foreach (var (id, position) in acknowledged)
                {
                    var found = (await caller.GetAsync("/v1/commands/" + id)).Done();
                    Assert.Equal(position, long.Parse(found["answer.position"]!, null));
                }

                // At most one more a client and round: the one whose answer was cut off.
                var orders = long.Parse((await caller.GetAsync("/v1/pool")).Done()["orders"]!, null);
                Assert.InRange(orders, acknowledged.Count, acknowledged.Count + (2 * Clients));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Keys_are_made_listed_and_ended_from_the_command_line()
    {
        var folder = Directory.CreateTempSubdirectory("wellspring-key-").FullName;
        try
        {
            var plan = Path.Combine(BuiltProgram.Root, "plans", "worked-example.json");
            Assert.Equal(2, (await BuiltProgram.RunAsync(
                folder, "key", "create", "--data", "data", "--name", "mall", "--scope", "pool:read")).ExitCode);
            var (program, address) = await BuiltProgram.ServeAsync(folder, "--data", "data", "--plan", plan);
            using var running = program;

            var made = await BuiltProgram.RunAsync(
                folder, "key", "create", "--data", "data", "--name", "mall", "--scope", "pool:read", "--json");
            var key = JsonDocument.Parse(made.Output).RootElement;
            using var caller = new Caller(address, key.GetProperty("key").GetString());
            (await caller.GetAsync("/v1/pool")).Done();
            (await caller.GetAsync("/v1/orders")).Refused(HttpStatusCode.Forbidden, "forbidden");
            var id = key.GetProperty("keyId").GetString()!;
            Assert.Contains(id, (await BuiltProgram.RunAsync(folder, "key", "list", "--data", "data")).Output,
                StringComparison.Ordinal);

            Assert.Equal(0, (await BuiltProgram.RunAsync(folder, "key", "revoke", "--data", "data", id)).ExitCode);
            (await caller.GetAsync("/v1/pool")).Refused(HttpStatusCode.Unauthorized, "unauthorised");
            Assert.Equal(2, (await BuiltProgram.RunAsync(folder, "key", "revoke", "--data", "data", id)).ExitCode);
            Assert.NotEqual(0, (await BuiltProgram.RunAsync(
                folder, "key", "create", "--data", "data", "--name", "mall", "--scope", "everything")).ExitCode);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string> NewKeyAsync(string folder)
    {
        var (output, code) = await BuiltProgram.RunAsync(folder, "key", "create", "--data", "data", "--name", "load",
            "--scope", "commands:write", "pool:read", "--json");
        Assert.True(code == 0, output);
        return JsonDocument.Parse(output).RootElement.GetProperty("key").GetString()!;
    }

    private static async Task SendAsync(
        Uri address, string key, string client, ConcurrentDictionary<string, long> acknowledged)
    {
        using var caller = new Caller(address, key);
        for (var number = 1; ; number++)
        {
            try
            {
                var settled = await caller.SettleAsync($"{client}-{number}", "m" + (number % 50), "88.00");
                if (settled.Status == HttpStatusCode.OK)
                {
                    acknowledged[settled["command"]!] = long.Parse(settled["position"]!, null);
                }
            }
            catch (Exception cut) when (cut is HttpRequestException or IOException)
            {
                return;
            }
        }
    }

    private static async Task UntilAsync(Func<bool> met)
    {
        for (var attempt = 0; !met(); attempt++)
        {
            Assert.True(attempt < 1_200, "the load did not get through");
            await Task.Delay(50);
        }
    }
}
