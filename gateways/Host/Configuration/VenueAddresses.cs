namespace OpenSQT.Lmax.Host.Configuration;

/// <summary>Where the venue is, as far as it was said; null = the venue's own public address.</summary>
/// <param name="Url">Sets every address at once.</param>
public sealed record VenueAddresses(
    string? Url, string? Rest, string? PublicStream, string? MarketStream, string? PrivateStream);
