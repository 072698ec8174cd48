using System.Text.Json;
using Wellspring.Proof;

namespace Wellspring.Verifying;

/// <summary>What was seen of a log the last time, in a file: without it a fork cannot be told from the truth.</summary>
internal sealed class StateFile(string path)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <exception cref="FormatException">The file was not written by this program.</exception>
    public LogMemory? Read()
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<LogMemory>(File.ReadAllText(path), Json);
        }
        catch (JsonException broken)
        {
            throw new FormatException($"{path}: {broken.Message}");
        }
    }

    /// <summary>On the disk when it returns, whole or not at all.</summary>
    public void Write(LogMemory memory)
    {
        var next = path + ".next";
        using (var file = File.Create(next))
        {
            JsonSerializer.Serialize(file, memory, Json);
            file.Flush(flushToDisk: true);
        }

        File.Move(next, path, overwrite: true);
    }
}
