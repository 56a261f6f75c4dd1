package lnhub.actors.directory;

/** What a process answers of one thing that it has. */
sealed interface Answered permits AnsweredChannel, ShownConnection {
}
