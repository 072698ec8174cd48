using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Wellspring.Proof;

namespace Wellspring.Verifying;

/// <summary>A witness's directory: its key, what it saw, its newest cosignature, the alarm if there was one.</summary>
internal sealed class WitnessHome
{
    private static readonly JsonSerializerOptions Plain = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly string _folder;
    private volatile string? _shown;

    /// <param name="name">For a new key; an old one keeps its name.</param>
    public WitnessHome(string folder, string? name)
    {
        _folder = Directory.CreateDirectory(folder).FullName;
        var path = Path.Combine(folder, "witness.key");
        if (!File.Exists(path))
        {
            var fresh = NoteSigner.Create(
                name ?? $"witness-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}", NoteKeyKind.Witness);
            SecretFile.Create(path, fresh.ToSecret() + "\n");
        }

        Signer = NoteSigner.Parse(File.ReadAllText(path));
        State = new(Path.Combine(folder, "state.json"));
        _shown = File.Exists(CosignedPath) ? File.ReadAllText(CosignedPath) : null;
    }

    public NoteSigner Signer { get; }

    public StateFile State { get; }

    public string AlarmPath => Path.Combine(_folder, "alarm.json");

    /// <summary>The newest checkpoint that this witness signed; null before the first, and after an alarm.</summary>
    public string? Shown => File.Exists(AlarmPath) ? null : _shown;

    private string CosignedPath => Path.Combine(_folder, "checkpoint");

    public void Show(string cosigned)
    {
        File.WriteAllText(CosignedPath, cosigned);
        _shown = cosigned;
    }

    public string? Alarm() => File.Exists(AlarmPath) ? File.ReadAllText(AlarmPath) : null;

    public void Raise(LogFault fault) => File.WriteAllText(AlarmPath, JsonSerializer.Serialize(fault, Plain));
}
