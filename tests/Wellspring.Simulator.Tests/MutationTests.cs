using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Wellspring.Simulator.Tests;

/// <summary>
/// One rounding of the kernel turned the other way changes the simulator and the real pool alike: neither has a formula
/// of its own. The kernel is compiled anew for each, and the simulator that is shipped runs on it.
/// </summary>
public sealed class MutationTests
{
    private const string Scenario = """
        {
          "plan": {
            "id": "mutant", "version": 1, "name": { "zh": "变异", "en": "Mutant" }, "operator": "T · T",
            "profile": "sandbox", "timeZone": "+08:00",
            "pool": { "startPrice": "1", "float": "137.11", "mintRatio": "71.2347%", "splitAt": "50" },
            "split": { "commission": "19.3%", "platform": "2.0137%", "rewardBudget": "2.0239%" },
            "selling": { "enabled": true, "retention": "17.3331%" },
            "cap": { "multiple": "0.345677", "mode": "auto" },
            "orders": { "acceptFinal": true }
          },
          "seed": 5, "orders": 3000, "arrivals": { "perDay": "60" }, "returningBuyers": "20%",
          "kinds": [{ "from": "1.01", "to": "999.99", "commission": "19.3%" }],
          "behaviours": [{ "weight": 2, "sells": "never" }, { "weight": 1, "sells": "after", "days": "9" },
            { "weight": 1, "sells": "at-once" }, { "weight": 1, "sells": "at-multiple", "multiple": "0.2" }]
        }
        """;

    private static readonly Lazy<ImmutableArray<SyntaxTree>> Trees = new(Parse);

    [Theory]
    [InlineData("nothing", "", "")]
    [InlineData("what points are worth",
        "Exact.MulDiv(points.Units, price.Money.Units, price.Points.Units, Rounding.Down)",
        "Exact.MulDiv(points.Units, price.Money.Units, price.Points.Units, Rounding.Up)")]
    [InlineData("what money buys",
        "var (units, fits) = Exact.MulDivOrNot(value.Units, price.Points.Units, price.Money.Units);",
        "var (units, fits) = (Exact.MulDiv(value.Units, price.Points.Units, price.Money.Units, Rounding.Up), true);")]
    [InlineData("what a sale pays", "=> retention.Rest.Of(value);",
        "=> Money.FromUnits(Exact.MulDiv(value.Units, retention.Rest.Parts, Rate.PartsPerWhole, Rounding.Up));")]
    [InlineData("what is minted", "var value = mintRatio.Of(inflow);",
        "var value = Money.FromUnits(Exact.MulDiv(inflow.Units, mintRatio.Parts, Rate.PartsPerWhole, Rounding.Up));")]
    [InlineData("the limit of a round", "cap.Of(basis).Units + claim.Units",
        "Exact.MulDiv(basis.Units, cap.Millionths, 1_000_000, Rounding.Up) + claim.Units")]
    [InlineData("the platform's share", "var ofPlatform = platform.Of(amount).AtMost(commission);",
        "var ofPlatform = Money.FromUnits(Exact.MulDiv(amount.Units, platform.Parts, 1_000_000, Rounding.Up));")]
    public void A_rounding_turned_in_the_kernel_changes_both_runs_alike(string what, string was, string becomes)
    {
        var (fast, real) = RunWith(was, becomes);

        Assert.True(fast == real, $"{what}: the two runs differ from each other");
        Assert.True(fast.Contains("\"exits\":", StringComparison.Ordinal));
        var sound = Comparable(ParityTests.Text(SimulatorRun.Fast(
            ScenarioFile.Read(Scenario, _ => null).Scenario!)));
        Assert.True(was.Length == 0 == (fast == sound), $"{what}: turned the other way, nothing changes");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (string Fast, string Real) RunWith(string was, string becomes)
    {
        var context = new MutantContext(Compile(was, becomes));
        try
        {
            var simulator = context.LoadFromAssemblyName(new("Wellspring.Simulator"));
            var read = simulator.GetType("Wellspring.Simulator.ScenarioFile")!.GetMethod("Read", [
                typeof(string), typeof(Func<string, string?>),
            ])!;
            var answer = (ITuple)read.Invoke(null, [Scenario, (string _) => (string?)null])!;
            Assert.NotNull(answer[0]);
            return (Run(simulator, "Fast", answer[0]!), Run(simulator, "ByCommands", answer[0]!));
        }
        finally
        {
            context.Unload();
        }
    }

    private static string Run(Assembly simulator, string name, object scenario)
    {
        var run = simulator.GetType("Wellspring.Simulator.SimulatorRun")!.GetMethods()
            .First(method => method.Name == name && method.GetParameters().Skip(1).All(one => one.IsOptional));
        var result = run.Invoke(
            null, [scenario, .. run.GetParameters().Skip(1).Select(one => one.DefaultValue)])!;
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            result.GetType().GetMethod("Write", [typeof(Utf8JsonWriter)])!.Invoke(result, [writer]);
            writer.WriteEndObject();
        }

        return Comparable(Encoding.UTF8.GetString(bytes.ToArray()));
    }

    // Which pool it was, and its hash, are the only differences there may be.
    private static string Comparable(string json)
    {
        var result = JsonNode.Parse(json)!.AsObject();
        result.Remove("engine");
        result.Remove("stateHash");
        return result.ToJsonString();
    }

    private static byte[] Compile(string was, string becomes)
    {
        var kernel = Trees.Value.Single(tree => tree.FilePath.EndsWith("Kernel.cs", StringComparison.Ordinal));
        var text = kernel.ToString();
        Assert.True(was.Length == 0 || text.Split(was).Length == 2, $"the kernel says once: {was}");
        var turned = was.Length == 0 ? text : text.Replace(was, becomes, StringComparison.Ordinal);
        var compilation = CSharpCompilation.Create(
            "Wellspring.Core",
            Trees.Value.Replace(kernel, CSharpSyntaxTree.ParseText(turned, (CSharpParseOptions)kernel.Options)),
            ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
                .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
                .Select(path => MetadataReference.CreateFromFile(path)),
            new(OutputKind.DynamicallyLinkedLibrary, checkOverflow: true,
                optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable));
        using var bytes = new MemoryStream();
        var emitted = compilation.Emit(bytes);
        Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics.Where(
            one => one.Severity is DiagnosticSeverity.Error).Take(5)));
        return bytes.ToArray();
    }

    private static ImmutableArray<SyntaxTree> Parse()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root!.FullName, "Wellspring.slnx")))
        {
            root = root.Parent;
        }

        const string usings = """
            global using System;
            global using System.Collections.Generic;
            global using System.IO;
            global using System.Linq;
            global using System.Threading;
            global using System.Threading.Tasks;
            """;
        var options = new CSharpParseOptions(LanguageVersion.Latest);
        return
        [
            CSharpSyntaxTree.ParseText(usings, options),
            .. Directory.EnumerateFiles(
                Path.Combine(root.FullName, "src", "Wellspring.Core"), "*.cs", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
                .Select(path => CSharpSyntaxTree.ParseText(File.ReadAllText(path), options, path)),
        ];
    }

    private sealed class MutantContext(byte[] core) : AssemblyLoadContext(isCollectible: true)
    {
        private Assembly? _core;

        protected override Assembly? Load(AssemblyName name) => name.Name switch
        {
            "Wellspring.Core" => _core ??= LoadFromStream(new MemoryStream(core)),
            "Wellspring.Simulator" => LoadFromStream(new MemoryStream(
                File.ReadAllBytes(typeof(SimulatorRun).Assembly.Location))),
            _ => null,
        };
    }
}
