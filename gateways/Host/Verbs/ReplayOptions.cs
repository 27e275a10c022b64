namespace OpenSQT.Lmax.Host.Verbs;

/// <summary>What <c>opensqt replay</c> is asked for.</summary>
/// <param name="Directory">The data directory.</param>
/// <param name="Until">The last event to apply; null = all.</param>
/// <param name="Diff">Print the first event where state or commands differ, with both commands.</param>
/// <param name="Verify">Check every record of every segment, of whatever engine logic; nothing is applied.</param>
/// <param name="Json">JSON instead of text.</param>
public sealed record ReplayOptions(string Directory, long? Until, bool Diff, bool Verify, bool Json);
