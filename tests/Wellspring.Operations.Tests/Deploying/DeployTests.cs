using System.Text.Json;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Wellspring.Operations.Tests.Deploying;

/// <summary>
/// What ships for running the program is read and checked against the program: commands, options, ports, names.
/// </summary>
public sealed partial class DeployTests : IDisposable
{
    private readonly Programs _programs = new();

    [Fact]
    public void Every_command_line_that_ships_is_one_that_the_program_takes()
    {
        var lines = CommandLines().ToList();
        Assert.True(lines.Count >= 6);
        Assert.All(lines, line =>
        {
            var parsed = Cli.Program.Root().Parse(line.Arguments);
            Assert.True(parsed.Errors.Count == 0,
                $"{line.Place}: {string.Join(' ', line.Arguments)}: {string.Join(' ', parsed.Errors)}");
            Assert.Empty(parsed.UnmatchedTokens);
        });
    }

    [Fact]
    public void Wherever_it_listens_beyond_the_machine_metrics_want_a_key() => Assert.All(
        CommandLines().Where(line => line.Arguments.Contains("--metrics")), line =>
        {
            var url = line.Arguments[Array.IndexOf(line.Arguments, "--metrics") + 1];
            Assert.True(url.Contains("127.0.0.1", StringComparison.Ordinal) || line.Arguments.Contains("--metrics-key"),
                $"{line.Place}: metrics are open");
        });

    [Fact]
    public void A_start_without_a_database_is_tried_again_and_damaged_data_is_not() => Assert.Contains(
        "\nRestartPreventExitStatus=3\n", Repository.Read("deploy/systemd/wellspring.service"),
        StringComparison.Ordinal);

    [Theory]
    [InlineData(".dockerignore")]
    [InlineData(".containerignore")]
    public void No_secret_gets_into_an_image(string file) => Assert.Contains(
        "deploy/container/secrets", Repository.Read(file).Split('\n'));

    [Fact]
    public async Task The_units_are_what_systemd_takes()
    {
        var folder = Directory.CreateDirectory(_programs["units"]).FullName;
        foreach (var unit in Directory.GetFiles(Repository.Path("deploy/systemd")))
        {
            // Checked with a program that is there; the one that is named is wherever the operator puts it.
            await File.WriteAllTextAsync(
                Path.Combine(folder, Path.GetFileName(unit)),
                (await File.ReadAllTextAsync(unit, TestContext.Current.CancellationToken))
                    .Replace("/opt/wellspring/wellspring", Programs.Wellspring, StringComparison.Ordinal)
                    .Replace("/opt/wellspring/backup-drill", Repository.Path("deploy/backup-drill"),
                        StringComparison.Ordinal),
                TestContext.Current.CancellationToken);
        }

        var checker = "/usr/bin/systemd-analyze";
        Assert.True(File.Exists(checker), "install systemd");
        var said = await _programs.RunProgramAsync(
            checker, new Dictionary<string, string>(), ["verify", .. Directory.GetFiles(folder)]);

        Assert.DoesNotContain("wellspring", said.Errors, StringComparison.Ordinal);
        var safety = await _programs.RunProgramAsync(
            checker, new Dictionary<string, string>(), "security", "--offline=yes", "--threshold=20",
            Path.Combine(folder, "wellspring.service"));
        safety.Exits(0);
    }

    [Fact]
    public void Kubernetes_objects_name_each_other_rightly()
    {
        var all = Manifests.Read("deploy/kubernetes/wellspring.yaml");
        Assert.All(all, it => Assert.True(it.Text("apiVersion") is not null && it.Text("kind") is not null
            && it.Text("metadata.name") is not null));
        var set = Assert.Single(all, it => it.Text("kind") == "StatefulSet");
        var labels = set.Labels("spec.template.metadata.labels");
        var container = Assert.Single(set.List("spec.template.spec.containers"));
        var ports = container.List("ports")
            .ToDictionary(port => port.Text("name")!, port => port.Text("containerPort"));

        Assert.Equal(labels, set.Labels("spec.selector.matchLabels"));
        Assert.Contains(all, it => it.Text("kind") == "Service"
            && it.Text("metadata.name") == set.Text("spec.serviceName") && it.Text("spec.clusterIP") == "None");
        Assert.All(all.Where(it => it.Text("kind") == "Service"), service =>
        {
            Assert.Equal(labels, service.Labels("spec.selector"));
            Assert.All(service.List("spec.ports"), port => Assert.Contains(port.Text("targetPort")!, ports.Keys));
        });
        Assert.All(["livenessProbe", "readinessProbe", "startupProbe"], probe =>
        {
            Assert.Contains(container.Text($"{probe}.httpGet.port")!, ports.Keys);
            Assert.StartsWith("/health/", container.Text($"{probe}.httpGet.path"), StringComparison.Ordinal);
        });
        var map = Assert.Single(all, it => it.Text("kind") == "ConfigMap");
        Assert.All(container.List("env").Where(it => it.At("valueFrom.configMapKeyRef") is not null), it =>
        {
            Assert.Equal(map.Text("metadata.name"), it.Text("valueFrom.configMapKeyRef.name"));
            Assert.NotNull(map.Text($"data.{it.Text("valueFrom.configMapKeyRef.key")}"));
        });
        Assert.Equal(labels, Assert.Single(all, it => it.Text("kind") == "PodDisruptionBudget")
            .Labels("spec.selector.matchLabels"));
        var policy = Assert.Single(all, it => it.Text("kind") == "NetworkPolicy");
        Assert.All(policy.List("spec.ingress").SelectMany(rule => rule.List("ports")),
            port => Assert.Contains(port.Text("port")!, ports.Keys));
        AssertPorts(container.Words("args"), ports!);
        AssertVariables(container);
        AssertMounts(set, container);
    }

    [Fact]
    public void The_compose_file_names_its_own_secrets_volumes_and_services()
    {
        var compose = Assert.Single(Manifests.Read("deploy/container/compose.yaml"));
        var services = ((YamlMappingNode)compose.At("services")!).Children
            .ToDictionary(pair => ((YamlScalarNode)pair.Key).Value!, pair => pair.Value);
        var node = compose.At("x-node");
        var nodes = services.Where(service => service.Key != "postgres").ToList();

        Assert.Equal(3, nodes.Count);
        Assert.Equal(["postgres"], ((YamlMappingNode)node.At("depends_on")!).Children.Keys.Select(key => $"{key}"));
        Assert.All(node.Words("secrets").Concat(services["postgres"].Words("secrets")),
            secret => Assert.NotNull(compose.At($"secrets.{secret}")));
        Assert.All(services.Values.SelectMany(service => service.Words("volumes")),
            volume => Assert.NotNull(((YamlMappingNode)compose.At("volumes")!).Children.Keys
                .FirstOrDefault(key => $"{key}" == volume.Split(':')[0])));
        Assert.All(nodes, service =>
        {
            var words = service.Value.Words("command");
            Assert.Equal(service.Key, After(words, "--name"));
            Assert.Equal($"http://{service.Key}:8080", After(words, "--public-url"));
            Assert.Equal(service.Value.Text("hostname"), service.Key);
            Assert.Equal(service.Value.Text("networks.cluster.ipv4_address"), After(words, "--silo-address"));

            // Front doors only, and on loopback: silo ports are between nodes.
            Assert.All(service.Value.Words("ports"), port => Assert.Matches("^127.0.0.1:[0-9]+:8080$", port));
            Assert.Contains(new Uri(After(words, "--url").Replace("0.0.0.0", "any", StringComparison.Ordinal)).Port,
                Exposed());
            Assert.Contains(int.Parse(After(words, "--silo-port"), null), Exposed());
        });
    }

    [Fact]
    public void Alerts_lead_to_a_place_in_the_documents()
    {
        var yaml = Assert.Single(Manifests.Read("deploy/monitoring/alerts.yaml"));
        var rules = yaml.List("groups").SelectMany(group => group.List("rules")).ToList();
        Assert.NotEmpty(rules);
        var page = Repository.Read("docs/operating/monitoring.md");
        Assert.Contains("\n## Alerts\n", page, StringComparison.Ordinal);
        Assert.All(rules, rule =>
        {
            Assert.Equal("docs/operating/monitoring.md#alerts", rule.Text("annotations.runbook"));
            Assert.Contains($"`{rule.Text("alert")}`", page, StringComparison.Ordinal);
            Assert.Contains(rule.Text("labels.severity"), new[] { "page", "ticket" });
        });
        Assert.Equal("alerts.yaml", Assert.Single(
            Assert.Single(Manifests.Read("deploy/monitoring/prometheus.yaml")).Words("rule_files")));
    }

    [Fact]
    public void Every_defence_that_the_threats_page_calls_tested_has_its_test()
    {
        var named = TestName().Matches(Repository.Read("docs/concepts/threats.md"))
            .Select(match => match.Groups[1].Value).ToHashSet();
        var files = Directory.GetFiles(Repository.Path("tests"), "*Tests.cs", SearchOption.AllDirectories)
            .Select(Path.GetFileNameWithoutExtension).ToHashSet();

        Assert.True(named.Count > 8);
        Assert.Empty(named.Except(files!));
    }

    public void Dispose() => _programs.Dispose();

    private static IEnumerable<(string Place, string[] Arguments)> CommandLines()
    {
        var unit = Repository.Read("deploy/systemd/wellspring.service");
        yield return ("wellspring.service", Unit().Match(unit).Groups[1].Value.Trim().Split(' '));
        var last = Repository.Read("deploy/container/Containerfile").Split('\n')
            .Single(line => line.StartsWith("CMD ", StringComparison.Ordinal));
        yield return ("Containerfile", JsonSerializer.Deserialize<string[]>(last[4..])!);
        var compose = Manifests.Read("deploy/container/compose.yaml").Single();
        foreach (var (name, service) in (YamlMappingNode)compose.At("services")!)
        {
            if (service.At("command") is not null)
            {
                yield return ($"compose.yaml {name}", [.. service.Words("command")]);
            }
        }

        foreach (var set in Manifests.Read("deploy/kubernetes/wellspring.yaml")
            .Where(it => it.Text("kind") == "StatefulSet"))
        {
            var container = set.List("spec.template.spec.containers")[0];
            yield return ("kubernetes", [.. container.Words("args").Select(Filled)]);
        }

        foreach (Match line in Drilled().Matches(Repository.Read("deploy/backup-drill")))
        {
            yield return ("backup-drill", [.. line.Groups[1].Value.Split(' ').Select(word => word.Trim('"'))]);
        }
    }

    // What the orchestrator puts in, so that options that want an address get one.
    private static string Filled(string word) => word
        .Replace("$(POD_IP)", "10.0.0.7", StringComparison.Ordinal)
        .Replace("$(POD_NAME)", "wellspring-0", StringComparison.Ordinal)
        .Replace("$(CONNECTION)", "Host=postgres", StringComparison.Ordinal);

    private static void AssertPorts(IReadOnlyList<string> words, Dictionary<string, string> ports)
    {
        Assert.EndsWith($":{ports["front"]}", After(words, "--url"), StringComparison.Ordinal);
        Assert.EndsWith($":{ports["front"]}", After(words, "--public-url"), StringComparison.Ordinal);
        Assert.EndsWith($":{ports["metrics"]}", After(words, "--metrics"), StringComparison.Ordinal);
        Assert.Equal(ports["silo"], After(words, "--silo-port"));
    }

    private static void AssertVariables(YamlNode container)
    {
        var known = container.List("env").Select(it => it.Text("name")).ToList();
        Assert.All(container.Words("args").SelectMany(word => Variable().Matches(word)),
            used => Assert.Contains(used.Groups[1].Value, known));
    }

    private static void AssertMounts(YamlNode set, YamlNode container)
    {
        var volumes = set.List("spec.template.spec.volumes").Select(it => it.Text("name"))
            .Concat(set.List("spec.volumeClaimTemplates").Select(it => it.Text("metadata.name"))).ToList();
        var mounts = container.List("volumeMounts");
        Assert.Equal(volumes.Order(), mounts.Select(mount => mount.Text("name")).Order());
        Assert.All(["--data", "--metrics-key"], option => Assert.Contains(mounts, mount => After(
            container.Words("args"), option).StartsWith(mount.Text("mountPath")!, StringComparison.Ordinal)));
    }

    private static IEnumerable<int> Exposed() => Repository.Read("deploy/container/Containerfile").Split('\n')
        .Single(line => line.StartsWith("EXPOSE ", StringComparison.Ordinal)).Split(' ')[1..].Select(int.Parse);

    private static string After(IReadOnlyList<string> words, string option) =>
        words[words.ToList().IndexOf(option) + 1];

    [GeneratedRegex("`([A-Za-z]+Tests)`")]
    private static partial Regex TestName();

    [GeneratedRegex("^ExecStart=/opt/wellspring/wellspring (.*)$", RegexOptions.Multiline)]
    private static partial Regex Unit();

    [GeneratedRegex("^\"\\$wellspring\" (.*)$", RegexOptions.Multiline)]
    private static partial Regex Drilled();

    [GeneratedRegex(@"\$\(([A-Z_]+)\)")]
    private static partial Regex Variable();
}
