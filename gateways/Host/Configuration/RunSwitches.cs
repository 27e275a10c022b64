namespace OpenSQT.Lmax.Host.Configuration;

/// <summary>What is asked for at one start only and therefore has no key in the file.</summary>
public sealed record RunSwitches(bool NewGrid, bool AdoptPosition);
