namespace OpenSQT.Lmax.Host.Verbs;

/// <summary>What <c>opensqt inspect</c> is asked for.</summary>
/// <param name="Directory">The data directory.</param>
/// <param name="From">Print records from this sequence; null = the segments.</param>
/// <param name="Count">How many records at most.</param>
/// <param name="Commands">Records of the command file instead of the events.</param>
/// <param name="SlotsAt">Print the slots as they were after this event.</param>
/// <param name="Json">JSON instead of text.</param>
public sealed record InspectOptions(
    string Directory, long? From, long Count, bool Commands, long? SlotsAt, bool Json);
