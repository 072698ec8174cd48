namespace Wellspring.Shop.Staff;

/// <summary>Seals small secrets for the shop's records with keys that lie elsewhere; the server brings them.</summary>
public sealed record SecretBox(Func<byte[], byte[]> Seal, Func<byte[], byte[]> Open);
