"""`python -m gesture2midi`, where the command itself is not on the path; and where a bundle begins."""

import multiprocessing

if __name__ == "__main__":
    multiprocessing.freeze_support()  # a bundle is started anew for each of its processes, and ends here then

    from gesture2midi.cli import main

    main()
