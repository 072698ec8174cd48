using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Logging;
using Wellspring.Storage;

namespace Wellspring.Server.Platforms;

/// <summary>Keys of cookies and forms in the key folder, kept on the shelf before one of them seals anything.</summary>
internal sealed class PlatformKeys(DirectoryInfo folder, ILoggerFactory logs, IFileShelf shelf)
    : FileSystemXmlRepository(folder, logs)
{
    public override void StoreElement(XElement element, string friendlyName)
    {
        base.StoreElement(element, friendlyName);
        shelf.Keep(Path.Combine(Directory.FullName, friendlyName + ".xml"));
    }
}
